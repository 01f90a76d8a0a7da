using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Turns bodies into sealed frames, one AEAD operation each. Owned by the thread that writes the link.
/// </summary>
public sealed class RecordSealer : IDisposable
{
    private readonly RecordKey _key;

    /// <summary>Derives this direction's keys from the handshake's secret.</summary>
    public RecordSealer(AeadSuite suite, ReadOnlySpan<byte> transportSecret) =>
        _key = new RecordKey(suite, transportSecret);

    /// <summary>What a frame adds to its body, in bytes.</summary>
    public int Overhead => FrameHeader.Size + _key.TagLength;

    /// <summary>True when the key has sealed all the frames it may; the session must end.</summary>
    public bool IsUsedUp => _key.IsUsedUp;

    /// <summary>Seals in place.</summary>
    /// <param name="kind">The frame's kind.</param>
    /// <param name="frame">
    /// The body stands at <see cref="FrameHeader.Size"/>; there must be room for <see cref="Overhead"/> more than it.
    /// </param>
    /// <param name="bodyLength">The body's length in bytes.</param>
    /// <returns>The frame's length in bytes.</returns>
    public int Seal(FrameKind kind, Span<byte> frame, int bodyLength)
    {
        int length = bodyLength + Overhead;
        new FrameHeader(length, kind, 0).Write(frame);
        Span<byte> text = frame[FrameHeader.Size..length];
        _key.Seal(frame[..FrameHeader.Size], text[..bodyLength], text);
        return length;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();
}
