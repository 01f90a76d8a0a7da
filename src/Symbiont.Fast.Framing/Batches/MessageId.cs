using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// A message's id: a UUIDv8 (RFC 9562, section 5.8) of 42 bits of the sender's key id, 32 of the epoch and 48 of the
/// sequence. Unique by construction; nothing is drawn at random.
/// </summary>
/// <remarks>
/// Big-endian bits: key id (42) and epoch's top 6 · version 8 (4) · epoch's next 12 · variant 2 (2) · epoch's last 14 ·
/// sequence (48).
/// </remarks>
public static class MessageId
{
    /// <summary>Puts the id of a message together.</summary>
    public static Guid Create(ulong senderKeyId, uint epoch, ulong sequence)
    {
        ulong keyBits = senderKeyId >> (64 - 42);
        ulong high = (keyBits << 22) | ((ulong)(epoch >> 26) << 16) | (8UL << 12) | ((epoch >> 14) & 0xFFF);
        ulong low = (2UL << 62) | ((ulong)(epoch & 0x3FFF) << 48) | (sequence & 0xFFFF_FFFF_FFFF);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }
}
