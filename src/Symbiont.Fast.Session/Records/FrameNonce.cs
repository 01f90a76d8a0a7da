using System.Buffers.Binary;

namespace Symbiont.Fast.Session;

/// <summary>
/// One direction's nonces: IV xor frame counter (as in TLS 1.3, RFC 8446, section 5.3). The counter is implicit,
/// because the transports keep order, and never repeats under a key.
/// </summary>
internal struct FrameNonce
{
    /// <summary>Far below any suite's limit; a session that gets there ends and its agent connects anew.</summary>
    public const ulong MaxFrames = 1UL << 32;

    private ulong _counter;

    /// <summary>True when no frame may use this key any more.</summary>
    public readonly bool IsUsedUp => _counter >= MaxFrames;

    /// <summary>Writes the next frame's nonce.</summary>
    public void Next(ReadOnlySpan<byte> iv, Span<byte> nonce)
    {
        iv.CopyTo(nonce);
        Span<byte> tail = nonce[(iv.Length - 8)..iv.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(tail, BinaryPrimitives.ReadUInt64LittleEndian(tail) ^ _counter);
        _counter++;
    }
}
