using Microsoft.Extensions.Logging;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Shards;

/// <summary>The audit writer: the thread that owns the journal's file.</summary>
internal sealed class AuditThread : IDisposable
{
    private readonly OneToOneRing[] _rings;
    private readonly ThreadDoorbell _doorbell = new();
    private readonly AuditJournal _journal;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    public AuditThread(string path, int ringBytes, int shards, IClock clock, ILogger logger)
    {
        _rings = [.. Enumerable.Range(0, shards).Select(_ => new OneToOneRing(ringBytes))];
        _logger = logger;
        AuditTrail[] trails = [.. _rings.Select(ring => new AuditTrail(ring, _doorbell))];
        Trails = trails;
        _journal = AuditJournal.Open(path, clock, trails);
        _thread = new Thread(Run) { Name = _journal.Name, IsBackground = true };
    }

    /// <summary>The router's ends of the journal, one for each shard.</summary>
    public IReadOnlyList<AuditTrail> Trails { get; }

    public string Report => _journal.OpenReport.ToString();

    public void Start() => _thread.Start();

    /// <summary>Writes what is there and closes the file; after the shards' threads have stopped.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _doorbell.Ring();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        else
        {
            _journal.Dispose();
        }

        Array.ForEach(_rings, ring => ring.Dispose());
        _doorbell.Dispose();
    }

    private void Run()
    {
        bool saidFailure = false;
        while (!_isStopping || _journal.HasWork)
        {
            int work = _journal.DoWork();
            if (_journal.Failure is { } failure && !saidFailure)
            {
                saidFailure = true;
                ShardLog.AuditFailed(_logger, failure);
            }

            if (work > 0)
            {
                continue;
            }

            _doorbell.PrepareWait();
            if (_journal.HasWork || _isStopping)
            {
                _doorbell.CancelWait();
            }
            else
            {
                _doorbell.Wait(_journal.IdleMilliseconds);
            }
        }

        _journal.Dispose();
    }
}
