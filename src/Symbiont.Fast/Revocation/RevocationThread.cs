using Microsoft.Extensions.Logging;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Session;
using Symbiont.Fast.Shards;

namespace Symbiont.Fast.Revocation;

/// <summary>
/// Looks at the published list five times a second, and wakes the router's shards when another came into force. A thread of its
/// own: a slow disk must not hold up messages.
/// </summary>
internal sealed class RevocationThread : IDisposable
{
    private const int LookMilliseconds = 200;
    private const int Accepted = 0;
    private const int Refused = 1;
    private const int Unreadable = 2;

    private readonly RevocationFile _file;
    private readonly Revocations _revocations;
    private readonly IReadOnlyList<IDoorbell> _shards;
    private readonly ILogger _logger;
    private readonly ThreadDoorbell _doorbell = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;

    public RevocationThread(RevocationFile file, Revocations revocations, IReadOnlyList<IDoorbell> shards, ILogger logger)
    {
        (_file, _revocations, _shards, _logger) = (file, revocations, shards, logger);
        _thread = new Thread(Run) { Name = "revocations", IsBackground = true };
    }

    /// <summary>Its counters. Written by its thread.</summary>
    public CounterSet Counters { get; } =
        new(["revocation_lists_accepted", "revocation_lists_refused", "revocation_lists_unreadable"]);

    /// <summary>Looks once, so that the router starts with the newest list, then goes on on its own thread.</summary>
    public void Start()
    {
        Look();
        _thread.Start();
    }

    public void Dispose()
    {
        _isStopping = true;
        _doorbell.Ring();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _doorbell.Dispose();
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _doorbell.PrepareWait();
            if (_isStopping)
            {
                _doorbell.CancelWait();
                return;
            }

            _doorbell.Wait(LookMilliseconds);
            Look();
        }
    }

    private void Look()
    {
        try
        {
            Report(_file.Poll());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Counters.Increment(Unreadable);
            ShardLog.RevocationsUnreadable(_logger, failure.Message);
        }
    }

    private void Report(RevocationVerdict? verdict)
    {
        if (verdict is null or RevocationVerdict.Repeated)
        {
            return;
        }

        if (verdict == RevocationVerdict.Accepted)
        {
            Counters.Increment(Accepted);
            RevokedSerials list = _revocations.Current;
            ShardLog.RevocationsAccepted(_logger, list.Number, list.Count);
            foreach (IDoorbell shard in _shards)
            {
                shard.Ring();
            }
            return;
        }

        Counters.Increment(Refused);
        ShardLog.RevocationsRefused(_logger, verdict.Value, _revocations.Current.Number);
    }
}
