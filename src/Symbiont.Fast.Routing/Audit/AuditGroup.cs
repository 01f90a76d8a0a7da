namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// Records that are chained and not yet written: one buffer, which begins with the hash that precedes the first of
/// them, as the file does. Owned by the audit writer's thread.
/// </summary>
internal sealed class AuditGroup
{
    private readonly byte[] _buffer;
    private int _end = AuditFormat.HashSize;

    /// <summary>Makes an empty group.</summary>
    /// <param name="capacity">Bytes of records it takes.</param>
    /// <param name="head">The hash to continue from, 32 bytes.</param>
    public AuditGroup(int capacity, ReadOnlySpan<byte> head)
    {
        _buffer = new byte[AuditFormat.HashSize + capacity];
        head.CopyTo(_buffer);
    }

    /// <summary>The newest hash: of the last record, or the one to continue from.</summary>
    public ReadOnlySpan<byte> Head => _buffer.AsSpan(_end - AuditFormat.HashSize, AuditFormat.HashSize);

    /// <summary>The records.</summary>
    public ReadOnlySpan<byte> Records => _buffer.AsSpan(AuditFormat.HashSize, _end - AuditFormat.HashSize);

    public bool IsEmpty => _end == AuditFormat.HashSize;

    public bool HasRoom(int bodySize) => AuditFormat.RecordLength(bodySize) <= _buffer.Length - _end;

    /// <summary>Adds a record, for which there must be room.</summary>
    public void Append(AuditRecordKind kind, ReadOnlySpan<byte> body)
    {
        int length = AuditFormat.RecordLength(body.Length);
        Span<byte> record = _buffer.AsSpan(_end, length);
        AuditFormat.WriteRecordHeader(record, kind, length);
        body.CopyTo(record[AuditFormat.RecordHeaderSize..]);

        // The previous hash lies right before the record, so that what is hashed is one span.
        ReadOnlySpan<byte> hashed = _buffer.AsSpan(_end - AuditFormat.HashSize, length);
        AuditFormat.Chain(hashed, record[^AuditFormat.HashSize..]);
        _end += length;
    }

    /// <summary>Forgets the records, which are written, and keeps the newest hash.</summary>
    public void Clear()
    {
        Head.CopyTo(_buffer);
        _end = AuditFormat.HashSize;
    }
}
