using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Opens sealed frames, and follows the sender from one key to the next. Owned by the thread that reads the link.
/// </summary>
public sealed class RecordOpener : IDisposable
{
    private readonly RecordKey _key;
    private readonly ulong _maxFrames;
    private bool _isBroken;
    private long _rekeys;

    /// <summary>Derives this direction's keys from the handshake's secret.</summary>
    /// <param name="suite">The negotiated suite.</param>
    /// <param name="transportSecret">The direction's secret, 32 bytes; the caller wipes it.</param>
    /// <param name="lifetimes">What the sender may do with one key.</param>
    public RecordOpener(AeadSuite suite, ReadOnlySpan<byte> transportSecret, KeyLifetimes lifetimes)
    {
        lifetimes.ThrowIfUnfit();
        _maxFrames = (ulong)lifetimes.MaxFrames;
        _key = new RecordKey(suite, transportSecret);
    }

    /// <summary>The tag's length in bytes.</summary>
    public int TagLength => _key.TagLength;

    /// <summary>How often the sender's key phase has changed. Any thread may ask.</summary>
    public long Rekeys => Volatile.Read(ref _rekeys);

    /// <summary>
    /// Opens a whole frame. After a false result nothing opens any more: the counters and keys of the two ends no
    /// longer agree.
    /// </summary>
    /// <param name="frame">The frame, header included.</param>
    /// <param name="body">Receives the body; as long as the frame is always enough.</param>
    /// <param name="length">The body's length in bytes.</param>
    public bool TryOpen(ReadOnlySpan<byte> frame, Span<byte> body, out int length)
    {
        length = frame.Length - FrameHeader.Size - _key.TagLength;
        if (_isBroken || length < 0)
        {
            _isBroken = true;
            return false;
        }

        // There is one key at a time. The other phase means the next key, at its first frame, and no way back: whether
        // the sender really changed is decided by the tag.
        if (FrameHeader.KeyPhase(frame) != _key.Phase)
        {
            _key.Advance();
            Volatile.Write(ref _rekeys, _rekeys + 1);
        }

        _isBroken = _key.Frames >= _maxFrames
            || !_key.TryOpen(frame[..FrameHeader.Size], frame[FrameHeader.Size..], body[..length]);
        return !_isBroken;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}
