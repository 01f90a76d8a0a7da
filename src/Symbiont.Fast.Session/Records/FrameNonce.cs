using System.Buffers.Binary;

namespace Symbiont.Fast.Session;

/// <summary>
/// One direction's nonces under one key: IV xor frame counter (as in TLS 1.3, RFC 8446, section 5.3). The counter is
/// implicit, because the transports keep order, and never repeats under a key.
/// </summary>
internal struct FrameNonce
{
    /// <summary>How many frames the key has sealed or opened.</summary>
    public ulong Frames { get; private set; }

    /// <summary>Writes the next frame's nonce.</summary>
    public void Next(ReadOnlySpan<byte> iv, Span<byte> nonce)
    {
        iv.CopyTo(nonce);
        Span<byte> tail = nonce[(iv.Length - 8)..iv.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(tail, BinaryPrimitives.ReadUInt64LittleEndian(tail) ^ Frames);
        Frames++;
    }
}
