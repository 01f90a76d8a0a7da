using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The audit log's file format, version 1. <c>docs/audit-log.md</c> describes it for a second implementation.
/// </summary>
/// <remarks>
/// <para>Everything is little-endian and a multiple of 8 bytes. The file is a header and records, without gaps:</para>
/// <code>
/// file header                                          record
///  0     "SFAUDIT1"                                     0     length u32: all of the record, hash included
///  8     created i64, nanoseconds since 1970 UTC        4     kind u8 · version u8 · 0 u16
/// 16     SHA-256 of bytes 0 to 15                       8     body, padded with zeros to 8
/// 48     first record                              length-32  SHA-256(previous hash ‖ bytes 0 to length-33)
/// </code>
/// <para>The 32 bytes before a record always are the previous hash: that of the record before, or the header's. So each
/// hash is over bytes that lie together in the file, and the last one stands for all that came before.</para>
/// </remarks>
public static class AuditFormat
{
    /// <summary>The size of the file header in bytes.</summary>
    public const int FileHeaderSize = CreatedOffset + 8 + HashSize;

    /// <summary>The size of what precedes a record's body, in bytes.</summary>
    public const int RecordHeaderSize = 8;

    /// <summary>The size of a hash in bytes.</summary>
    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>The version in every record.</summary>
    public const byte Version = 1;

    /// <summary>The longest record in bytes; it holds a policy.</summary>
    public const int MaxRecord = RecordHeaderSize + MaxBody + HashSize;

    /// <summary>The longest body in bytes.</summary>
    internal const int MaxBody = PolicyBody.MaxSize;

    private const int CreatedOffset = 8;
    private const int KindOffset = 4;
    private const int VersionOffset = KindOffset + 1;
    private const int ReservedOffset = VersionOffset + 1;

    /// <summary>The first eight bytes of every log.</summary>
    public static ReadOnlySpan<byte> Magic => "SFAUDIT1"u8;

    /// <summary>The length of the record that a body of <paramref name="bodySize"/> bytes makes.</summary>
    internal static int RecordLength(int bodySize) => RecordHeaderSize + bodySize + HashSize;

    internal static void WriteFileHeader(Span<byte> destination, long created)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteInt64LittleEndian(destination[CreatedOffset..], created);
        const int hashed = FileHeaderSize - HashSize;
        SHA256.HashData(destination[..hashed], destination.Slice(hashed, HashSize));
    }

    internal static bool IsFileHeader(ReadOnlySpan<byte> source, out long created)
    {
        Span<byte> expected = stackalloc byte[FileHeaderSize];
        created = BinaryPrimitives.ReadInt64LittleEndian(source[CreatedOffset..]);
        WriteFileHeader(expected, created);
        return source[..FileHeaderSize].SequenceEqual(expected);
    }

    internal static void WriteRecordHeader(Span<byte> destination, AuditRecordKind kind, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)length);
        destination[KindOffset] = (byte)kind;
        destination[VersionOffset] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[ReservedOffset..], 0);
    }

    /// <summary>Reads a record's header and checks what can be checked in it alone.</summary>
    internal static AuditFault ReadRecordHeader(ReadOnlySpan<byte> source, out AuditRecordKind kind, out int length)
    {
        kind = (AuditRecordKind)source[KindOffset];
        uint written = BinaryPrimitives.ReadUInt32LittleEndian(source);
        length = (int)Math.Min(written, int.MaxValue);
        if (length < RecordHeaderSize + HashSize || length > MaxRecord || length % 8 != 0)
        {
            return AuditFault.Length;
        }

        if (kind is < AuditRecordKind.Run or > AuditRecordKind.Agent || source[VersionOffset] != Version)
        {
            return AuditFault.UnknownKind;
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(source[ReservedOffset..]) == 0
            ? AuditFault.None
            : AuditFault.ReservedNotZero;
    }

    /// <summary>
    /// The hash that ends a record: over <paramref name="hashed"/>, which is the previous hash and the record without
    /// its own.
    /// </summary>
    internal static void Chain(ReadOnlySpan<byte> hashed, Span<byte> hash) => SHA256.HashData(hashed, hash);
}
