namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The open log on disk, at its end, and the lock that keeps a second writer away. Owned by the audit writer's thread.
/// </summary>
internal sealed class AuditFile : IDisposable
{
    private readonly FileStream _file;
    private readonly FileStream? _lock;

    /// <summary>Verifies what the file has, cuts a torn tail, or begins a new log.</summary>
    public AuditFile(FileStream file, FileStream? writerLock, long now)
    {
        _file = file;
        _lock = writerLock;
        Report = file.Length == 0 ? Begin(now, cut: 0) : Continue(now);
        file.Seek(0, SeekOrigin.End);
    }

    /// <summary>What was found.</summary>
    public AuditOpenReport Report { get; }

    /// <summary>The hash to continue from.</summary>
    public byte[] Head { get; } = new byte[AuditFormat.HashSize];

    /// <summary>Opens a file, or makes one that its owner alone can read and write.</summary>
    public static FileStream OpenOrCreate(string path, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    public void Write(ReadOnlySpan<byte> records) => _file.Write(records);

    /// <summary>Returns when everything written is on the disk.</summary>
    public void Sync() => _file.Flush(flushToDisk: true);

    public void Dispose()
    {
        _file.Dispose();
        _lock?.Dispose();
    }

    private AuditOpenReport Continue(long now)
    {
        var scanner = new AuditScanner(_file);
        bool readable = scanner.TryReadHeader();
        while (readable && scanner.TryRead())
        {
            // The scanner counts.
        }

        if (scanner.Fault is not (AuditFault.None or AuditFault.TornTail))
        {
            throw new AuditLogException(scanner.Fault, readable ? scanner.Records + 1 : 0, scanner.Length);
        }

        long cut = _file.Length - scanner.Length;
        if (cut > 0)
        {
            _file.SetLength(scanner.Length);
        }

        if (!readable)
        {
            return Begin(now, cut);
        }

        scanner.Head.CopyTo(Head);
        return new AuditOpenReport(Created: false, scanner.Records, scanner.Length, cut);
    }

    private AuditOpenReport Begin(long now, long cut)
    {
        Span<byte> header = stackalloc byte[AuditFormat.FileHeaderSize];
        AuditFormat.WriteFileHeader(header, now);
        _file.Seek(0, SeekOrigin.Begin);
        _file.Write(header);
        header[^AuditFormat.HashSize..].CopyTo(Head);
        return new AuditOpenReport(Created: true, 0, AuditFormat.FileHeaderSize, cut);
    }
}
