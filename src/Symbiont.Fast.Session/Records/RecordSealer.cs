using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Turns bodies into sealed frames, one AEAD operation each, and changes its key when the key has lived long enough.
/// Owned by the thread that writes the link.
/// </summary>
public sealed class RecordSealer : IDisposable
{
    private readonly RecordKey _key;
    private readonly IClock _clock;
    private readonly ulong _rekeyFrames;
    private readonly long _rekeyAfter;
    private long _keyBorn;
    private long _rekeys;

    /// <summary>Derives this direction's keys from the handshake's secret.</summary>
    /// <param name="suite">The negotiated suite.</param>
    /// <param name="transportSecret">The direction's secret, 32 bytes; the caller wipes it.</param>
    /// <param name="lifetimes">When to change the key.</param>
    /// <param name="clock">Tells the key's age.</param>
    public RecordSealer(AeadSuite suite, ReadOnlySpan<byte> transportSecret, KeyLifetimes lifetimes, IClock clock)
    {
        lifetimes.ThrowIfUnfit();
        _clock = clock;
        _rekeyFrames = (ulong)lifetimes.RekeyFrames;
        _rekeyAfter = KeyLifetimes.Nanoseconds(lifetimes.RekeyAfter);
        _keyBorn = clock.MonotonicNanoseconds;
        _key = new RecordKey(suite, transportSecret);
    }

    /// <summary>What a frame adds to its body, in bytes.</summary>
    public int Overhead => FrameHeader.Size + _key.TagLength;

    /// <summary>How often the key phase has changed. Any thread may ask.</summary>
    public long Rekeys => Volatile.Read(ref _rekeys);

    /// <summary>Seals in place.</summary>
    /// <param name="kind">The frame's kind.</param>
    /// <param name="frame">
    /// The body stands at <see cref="FrameHeader.Size"/>; there must be room for <see cref="Overhead"/> more than it.
    /// </param>
    /// <param name="bodyLength">The body's length in bytes.</param>
    /// <returns>The frame's length in bytes.</returns>
    public int Seal(FrameKind kind, Span<byte> frame, int bodyLength) =>
        Seal(kind, frame.Slice(FrameHeader.Size, bodyLength), frame);

    /// <summary>Seals a body that stands elsewhere, which saves copying it first.</summary>
    /// <param name="kind">The frame's kind.</param>
    /// <param name="body">The body; in the frame only at <see cref="FrameHeader.Size"/>.</param>
    /// <param name="frame">Receives the frame, <see cref="Overhead"/> longer than the body.</param>
    /// <returns>The frame's length in bytes.</returns>
    public int Seal(FrameKind kind, ReadOnlySpan<byte> body, Span<byte> frame)
    {
        RekeyWhenDue();
        int length = body.Length + Overhead;
        new FrameHeader(length, kind, _key.Phase).Write(frame);
        _key.Seal(frame[..FrameHeader.Size], body, frame[FrameHeader.Size..length]);
        return length;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    // An idle link keeps its key: a key that seals nothing wears nothing, and there is no frame to tell of a new one.
    private void RekeyWhenDue()
    {
        long now = _clock.MonotonicNanoseconds;
        if (_key.Frames < _rekeyFrames && now - _keyBorn < _rekeyAfter)
        {
            return;
        }

        _keyBorn = now;
        if (_key.Frames > 0)
        {
            _key.Advance();
            Volatile.Write(ref _rekeys, _rekeys + 1);
        }
    }
}
