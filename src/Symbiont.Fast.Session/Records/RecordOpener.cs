using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>Opens sealed frames. Owned by the thread that reads the link.</summary>
public sealed class RecordOpener : IDisposable
{
    private readonly RecordKey _key;

    /// <summary>Derives this direction's keys from the handshake's secret.</summary>
    public RecordOpener(AeadSuite suite, ReadOnlySpan<byte> transportSecret) =>
        _key = new RecordKey(suite, transportSecret);

    /// <summary>The tag's length in bytes.</summary>
    public int TagLength => _key.TagLength;

    /// <summary>
    /// Opens a whole frame. After a false result the link is broken: the counters of the two ends no longer agree.
    /// </summary>
    /// <param name="frame">The frame, header included.</param>
    /// <param name="body">Receives the body; as long as the frame is always enough.</param>
    /// <param name="length">The body's length in bytes.</param>
    public bool TryOpen(ReadOnlySpan<byte> frame, Span<byte> body, out int length)
    {
        length = frame.Length - FrameHeader.Size - _key.TagLength;
        return length >= 0 && !_key.IsUsedUp
            && _key.TryOpen(frame[..FrameHeader.Size], frame[FrameHeader.Size..], body[..length]);
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}
