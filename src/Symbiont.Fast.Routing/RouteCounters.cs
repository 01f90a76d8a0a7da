using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing;

/// <summary>
/// A shard's counters: one for each refusal reason, and what passed. Written by the shard's thread.
/// </summary>
public sealed class RouteCounters
{
    private const int Accepted = 0;
    private const int RunsDelivered = Accepted + 1;
    private const int NoticesLost = RunsDelivered + 1;
    private const int SessionsOpened = NoticesLost + 1;
    private const int SessionsClosed = SessionsOpened + 1;
    private const int BatchesPipelined = SessionsClosed + 1;
    private const int VerificationsFailed = BatchesPipelined + 1;
    private const int BatchesOverBudget = VerificationsFailed + 1;
    private const int SessionsDisplaced = BatchesOverBudget + 1;
    private const int SecondSessionsRefused = SessionsDisplaced + 1;
    private const int Quarantines = SecondSessionsRefused + 1;
    private const int LanesJoined = Quarantines + 1;
    private const int LanesRefused = LanesJoined + 1;
    private const int BatchesHeld = LanesRefused + 1;
    private const int FirstReason = BatchesHeld + 1;

    private readonly CounterSet _counters;

    /// <summary>Makes the counters, all at 0.</summary>
    /// <param name="prefix">Begins every name, so that several shards can be told apart.</param>
    public RouteCounters(string prefix = "")
    {
        var names = new List<string>
        {
            "messages_accepted", "runs_delivered", "notices_lost", "sessions_opened", "sessions_closed",
            "batches_pipelined", "pipelined_verifications_failed", "batches_over_verification_budget",
            "sessions_displaced", "second_sessions_refused", "quarantines", "lanes_joined", "lanes_refused",
            "batches_held",
        };
        for (int reason = 1; reason < RefusalReasons.Count; reason++)
        {
            names.Add($"messages_refused_{RefusalReasons.Text((RefusalReason)reason).Replace(' ', '_')}");
        }

        _counters = new CounterSet([.. names.Select(name => prefix + name)]);
    }

    /// <summary>All counters, for reading from any thread.</summary>
    public CounterSet Set => _counters;

    /// <summary>Router: counts verdicts.</summary>
    public void Count(RefusalReason reason, int messages = 1) =>
        _counters.Add(reason == RefusalReason.None ? Accepted : FirstReason + (int)reason - 1, messages);

    /// <summary>Router: counts a delivered run.</summary>
    public void CountRun() => _counters.Increment(RunsDelivered);

    /// <summary>Router: counts notices that a sender's full ring swallowed.</summary>
    public void CountLostNotices(int count) => _counters.Add(NoticesLost, count);

    /// <summary>Router: counts an opened session.</summary>
    public void CountOpened() => _counters.Increment(SessionsOpened);

    /// <summary>Router: counts a closed session.</summary>
    public void CountClosed() => _counters.Increment(SessionsClosed);

    /// <summary>Router: counts a batch that is forwarded before its signature is verified.</summary>
    public void CountPipelined() => _counters.Increment(BatchesPipelined);

    /// <summary>Router: counts a forwarded batch whose signature turned out wrong.</summary>
    public void CountVerificationFailed() => _counters.Increment(VerificationsFailed);

    /// <summary>Router: counts a batch that its sender had no verification left for.</summary>
    public void CountOverBudget() => _counters.Increment(BatchesOverBudget);

    /// <summary>Router: counts a session that another took the place of.</summary>
    public void CountDisplaced() => _counters.Increment(SessionsDisplaced);

    /// <summary>Router: counts a session that was refused because the agent has one.</summary>
    public void CountSecondRefused() => _counters.Increment(SecondSessionsRefused);

    /// <summary>Router: counts a link that joined a session.</summary>
    public void CountLane() => _counters.Increment(LanesJoined);

    /// <summary>Router: counts a link that claimed a session and had no right to.</summary>
    public void CountLaneRefused() => _counters.Increment(LanesRefused);

    /// <summary>Router: counts an agent whose keys were shut out.</summary>
    public void CountQuarantine() => _counters.Increment(Quarantines);

    /// <summary>Router: counts a batch that waits for room at a destination, or behind such a one.</summary>
    public void CountHeld() => _counters.Increment(BatchesHeld);
}
