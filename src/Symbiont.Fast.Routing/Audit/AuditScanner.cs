namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// Walks through a log from its start, checking everything, in constant memory. Stops at the end or at the first thing
/// that is wrong. One thread.
/// </summary>
internal sealed class AuditScanner(Stream file)
{
    // The previous hash, the longest record, and enough to read in large pieces.
    private readonly byte[] _buffer = new byte[AuditFormat.HashSize + AuditFormat.MaxRecord + (64 * 1024)];
    private int _start;
    private int _end;
    private int _next;

    /// <summary>When the log was created, in nanoseconds since 1970 UTC.</summary>
    public long Created { get; private set; }

    /// <summary>How many good records were read.</summary>
    public long Records { get; private set; }

    /// <summary>The bytes that are good: the end of the header or of the last good record.</summary>
    public long Length { get; private set; }

    /// <summary>What is wrong after <see cref="Length"/> bytes.</summary>
    public AuditFault Fault { get; private set; }

    /// <summary>The hash of the last good record, or of the header.</summary>
    public ReadOnlySpan<byte> Head => _buffer.AsSpan(_next - AuditFormat.HashSize, AuditFormat.HashSize);

    /// <summary>The kind of the record read last.</summary>
    public AuditRecordKind Kind { get; private set; }

    /// <summary>The body of the record read last, padding included; valid until the next call.</summary>
    public ReadOnlySpan<byte> Body =>
        _buffer.AsSpan(_start..(_next - AuditFormat.HashSize))[AuditFormat.RecordHeaderSize..];

    /// <summary>Reads the file header. Call it once, first.</summary>
    public bool TryReadHeader()
    {
        if (!Fill(AuditFormat.FileHeaderSize))
        {
            int compared = Math.Min(_end, AuditFormat.Magic.Length);
            bool began = _buffer.AsSpan(0, compared).SequenceEqual(AuditFormat.Magic[..compared]);
            return Stop(began ? AuditFault.TornTail : AuditFault.FileHeader);
        }

        if (!AuditFormat.IsFileHeader(_buffer, out long created))
        {
            return Stop(AuditFault.FileHeader);
        }

        Created = created;
        Length = AuditFormat.FileHeaderSize;
        _next = AuditFormat.FileHeaderSize;
        return true;
    }

    /// <summary>Reads the next record; false at the end, and when <see cref="Fault"/> says what is wrong.</summary>
    public bool TryRead()
    {
        _start = _next;
        if (!Fill(1))
        {
            return false;
        }

        AuditFault fault = ReadRecord(out AuditRecordKind kind, out int length);
        if (fault != AuditFault.None)
        {
            return Stop(fault);
        }

        Kind = kind;
        Records++;
        Length += length;
        _next = _start + length;
        return true;
    }

    private AuditFault ReadRecord(out AuditRecordKind kind, out int length)
    {
        kind = default;
        length = 0;
        if (!Fill(AuditFormat.RecordHeaderSize))
        {
            return AuditFault.TornTail;
        }

        AuditFault fault = AuditFormat.ReadRecordHeader(_buffer.AsSpan(_start), out kind, out length);
        if (fault != AuditFault.None)
        {
            // After a loss of power some file systems leave zeros where the last write should be.
            return fault == AuditFault.Length && OnlyZerosAreLeft() ? AuditFault.TornTail : fault;
        }

        bool whole = Fill(length);
        int bodyEnd = Math.Min(_end, _start + length - AuditFormat.HashSize);
        ReadOnlySpan<byte> body = _buffer.AsSpan(_start..bodyEnd)[AuditFormat.RecordHeaderSize..];
        bool sizeKnown = AuditBodies.TrySize(kind, body, out int size);
        if (sizeKnown ? size != length - AuditFormat.RecordLength(0) : whole)
        {
            return AuditFault.Length;
        }

        return whole ? CheckWhole(kind, body, length) : AuditFault.TornTail;
    }

    private AuditFault CheckWhole(AuditRecordKind kind, ReadOnlySpan<byte> body, int length)
    {
        Span<byte> expected = stackalloc byte[AuditFormat.HashSize];
        AuditFormat.Chain(_buffer.AsSpan(_start - AuditFormat.HashSize, length), expected);
        bool chained = expected.SequenceEqual(_buffer.AsSpan(_start + length - AuditFormat.HashSize, expected.Length));

        // Bytes that must be zero tell more than the broken chain that comes with them; other content only counts when
        // the writer really wrote it.
        AuditFault fault = AuditBodies.Check(kind, body);
        return chained || fault == AuditFault.ReservedNotZero ? fault : AuditFault.ChainMismatch;
    }

    private bool Stop(AuditFault fault)
    {
        Fault = fault;
        return false;
    }

    /// <summary>Gets <paramref name="count"/> bytes or more from the record's start; false at the file's end.</summary>
    private bool Fill(int count)
    {
        if (_start + count > _buffer.Length)
        {
            // Keep the hash that precedes the record.
            int kept = _start - AuditFormat.HashSize;
            _buffer.AsSpan(kept.._end).CopyTo(_buffer);
            _start -= kept;
            _next -= kept;
            _end -= kept;
        }

        int missing = _start + count - _end;
        _end += missing > 0 ? file.ReadAtLeast(_buffer.AsSpan(_end), missing, throwOnEndOfStream: false) : 0;
        return _end - _start >= count;
    }

    private bool OnlyZerosAreLeft()
    {
        // Makes room, so that the rest is read in large pieces; the previous hash stays, before the record.
        Fill(AuditFormat.MaxRecord);
        Span<byte> rest = _buffer.AsSpan(_start);
        int read = _end - _start;
        while (read > 0 && !rest[..read].ContainsAnyExcept((byte)0))
        {
            read = file.Read(rest);
        }

        return read == 0;
    }
}
