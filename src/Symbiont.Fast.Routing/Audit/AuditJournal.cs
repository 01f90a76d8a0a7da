using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The audit writer: drains the trails' rings, chains the records, and appends them to the log in groups. Owned by the
/// thread that turns it; <see cref="Failure"/> may be read by any.
/// </summary>
/// <remarks>
/// <para>A group is written as soon as the rings run empty, and at the latest <see cref="GroupWindow"/> after its first
/// record came out of its ring. What is written is forced to the disk at most once per <see cref="SyncInterval"/>, and
/// on <see cref="Dispose"/>. A crash of the process loses at most the window, a loss of power at most the interval.
/// </para>
/// <para>After an error of the disk the journal writes no more, and its trails accept nothing: who must be audited is
/// refused from then on. Records that the trails had accepted before may be missing at the log's end.</para>
/// <para>A thread that sleeps between turns looks at <see cref="HasWork"/> once more before it does, and sleeps no
/// longer than <see cref="IdleMilliseconds"/>.</para>
/// </remarks>
public sealed class AuditJournal : IDutyCycle, IDisposable
{
    /// <summary>The longest time that a record waits for others to be written with it.</summary>
    public static readonly TimeSpan GroupWindow = TimeSpan.FromMilliseconds(5);

    /// <summary>The least time between two forced writes to the disk.</summary>
    public static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(1);

    private const int GroupBytes = 256 * 1024;
    private const int RecordsPerTurn = 1024;
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly AuditFile _file;
    private readonly IClock _clock;
    private readonly AuditTrail[] _trails;
    private readonly AuditGroup _group;
    private string? _failure;
    private long _groupBegan;
    private long _syncedAt;
    private bool _unsynced;
    private bool _closed;

    private AuditJournal(AuditFile file, IClock clock, ReadOnlySpan<AuditTrail> trails)
    {
        _file = file;
        _clock = clock;
        _trails = [.. trails];
        _group = new AuditGroup(GroupBytes, file.Head);
        _syncedAt = clock.MonotonicNanoseconds;
        RecordOwn(AuditEventKind.LogOpened, file.Report.ToString());
        WriteGroup();
        Sync();
    }

    /// <inheritdoc/>
    public string Name => "audit writer";

    /// <summary>What was found when the log was opened.</summary>
    public AuditOpenReport OpenReport => _file.Report;

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>True while a ring has a record that can be written.</summary>
    public bool HasWork => CanWrite && Array.Exists(_trails, trail => !trail.Ring.IsEmpty);

    /// <summary>How long the thread may sleep unless it is woken, in milliseconds; -1 for ever.</summary>
    public int IdleMilliseconds
    {
        get
        {
            if (!CanWrite || !_unsynced)
            {
                return -1;
            }

            long left = _syncedAt + Nanoseconds(SyncInterval) - _clock.MonotonicNanoseconds;
            return (int)Math.Max(0, (left + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond);
        }
    }

    private bool CanWrite => !_closed && _failure is null;

    /// <summary>Opens a log, or begins one that is its owner's alone, and keeps other writers away.</summary>
    /// <param name="path">The log; <c>path.lock</c> beside it is held while the journal is open.</param>
    /// <param name="clock">Times of the journal's own records, of groups and of syncs.</param>
    /// <param name="trails">The trails to drain.</param>
    /// <exception cref="AuditLogException">The file is no intact log. A torn tail is no damage: it is cut.</exception>
    /// <exception cref="IOException">Another writer has it, or the disk failed or is full.</exception>
    public static AuditJournal Open(string path, IClock clock, params ReadOnlySpan<AuditTrail> trails)
    {
        FileStream writerLock = AuditFile.OpenOrCreate(path + ".lock", FileShare.None);
        try
        {
            return Open(AuditFile.OpenOrCreate(path, FileShare.Read), writerLock, clock, trails);
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the log in a file that the caller opened for reading and writing, unbuffered, and gives away. The caller
    /// keeps other writers away.
    /// </summary>
    /// <exception cref="AuditLogException">The file is no intact log. A torn tail is no damage: it is cut.</exception>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public static AuditJournal Open(FileStream file, IClock clock, params ReadOnlySpan<AuditTrail> trails) =>
        Open(file, writerLock: null, clock, trails);

    /// <inheritdoc/>
    public int DoWork()
    {
        if (!CanWrite)
        {
            return 0;
        }

        try
        {
            int drained = Drain();
            WriteWhenDue();
            SyncWhenDue();
            return drained;
        }
        catch (Exception failure) when (IsDiskError(failure))
        {
            Fail(failure);
            return 0;
        }
    }

    /// <summary>
    /// Takes no more records, writes those that the rings have, says in the log that it was closed, and syncs. Call it
    /// on the journal's thread, after the producers stopped. An error of the disk shows in <see cref="Failure"/>.
    /// </summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        CloseTrails();
        try
        {
            Finish();
        }
        catch (Exception failure) when (IsDiskError(failure))
        {
            Fail(failure);
        }

        _closed = true;
        _file.Dispose();
    }

    private static AuditJournal Open(
        FileStream file, FileStream? writerLock, IClock clock, ReadOnlySpan<AuditTrail> trails)
    {
        try
        {
            return new AuditJournal(new AuditFile(file, writerLock, clock.UnixNanoseconds), clock, trails);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    // The last two are what .NET makes of EPERM and EFBIG.
    private static bool IsDiskError(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentException;

    private int Drain()
    {
        int drained = 0;
        foreach (AuditTrail trail in _trails)
        {
            for (int i = 0; i < RecordsPerTurn && trail.Ring.TryPeek(out RingRecord record); i++)
            {
                Append((AuditRecordKind)record.Kind, record.Bytes);
                trail.Ring.Release();
                drained++;
            }
        }

        return drained;
    }

    private void Append(AuditRecordKind kind, ReadOnlySpan<byte> body)
    {
        if (!_group.HasRoom(body.Length))
        {
            WriteGroup();
        }

        if (_group.IsEmpty)
        {
            _groupBegan = _clock.MonotonicNanoseconds;
        }

        _group.Append(kind, body);
    }

    private void WriteWhenDue()
    {
        if (_group.IsEmpty)
        {
            return;
        }

        if (!HasWork || _clock.MonotonicNanoseconds - _groupBegan >= Nanoseconds(GroupWindow))
        {
            WriteGroup();
        }
    }

    private void WriteGroup()
    {
        _file.Write(_group.Records);
        _group.Clear();
        _unsynced = true;
    }

    private void SyncWhenDue()
    {
        if (_unsynced && _clock.MonotonicNanoseconds - _syncedAt >= Nanoseconds(SyncInterval))
        {
            Sync();
        }
    }

    private void Sync()
    {
        _file.Sync();
        _unsynced = false;
        _syncedAt = _clock.MonotonicNanoseconds;
    }

    private void Finish()
    {
        if (!CanWrite)
        {
            return;
        }

        while (Drain() > 0)
        {
            // What is in the rings is bounded, and nothing is added.
        }

        RecordOwn(AuditEventKind.LogClosed, string.Empty);
        WriteGroup();
        Sync();
    }

    private void RecordOwn(AuditEventKind kind, string detail)
    {
        var happened = new AuditEvent(_clock.UnixNanoseconds, kind, Name, RefusalReason.None, detail);
        Span<byte> buffer = stackalloc byte[EventText.BufferSize];
        var text = new EventText(happened, buffer);
        Span<byte> body = stackalloc byte[text.Size];
        text.Write(body);
        Append(AuditRecordKind.Event, body);
    }

    private void Fail(Exception failure)
    {
        Volatile.Write(ref _failure, failure.Message);
        CloseTrails();
    }

    private void CloseTrails()
    {
        foreach (AuditTrail trail in _trails)
        {
            trail.Close();
        }
    }
}
