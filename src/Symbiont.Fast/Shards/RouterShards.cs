using System.Globalization;
using Microsoft.Extensions.Logging;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.Shards;

/// <summary>
/// The router's shards and the little they share: the directory in which each finds the others' agents, and the register
/// of their turns. An agent belongs to the shard that its identity digest falls on.
/// </summary>
internal sealed class RouterShards
{
    private readonly RouteCounters[] _counters;

    public RouterShards(
        RouterOptions options, IReadOnlyList<CommunicationBus> buses, IReadOnlyList<AuditTrail> trails,
        IReadOnlyList<IDoorbell> doorbells, EpochSource? epochs, ILogger logger)
    {
        int count = options.RouterShards;
        var directory = new AgentDirectory(options.MaxAgents, epochs);
        var policy = new PolicyTable(options.Policies, generation: 1);
        var turns = new TurnRegister(count);
        var quiet = new QuietShards(count, buses, doorbells);
        _counters = [.. Enumerable.Range(0, count).Select(index => new RouteCounters(Prefix(index, count)))];
        All =
        [
            .. Enumerable.Range(0, count).Select(index => new RouterShard(
                index, buses, options, directory, policy, turns, quiet, trails.ElementAtOrDefault(index), _counters[index],
                logger)),
        ];
    }

    public IReadOnlyList<RouterShard> All { get; }

    public IEnumerable<CounterSet> Counters => _counters.Select(counters => counters.Set);

    /// <summary>True when draining is over: every session has been told and has gone. Any thread.</summary>
    public bool AreDrained => All.All(shard => shard.IsDrained);

    /// <summary>Verifies what is left of the last turns, and releases ports; after the threads have stopped.</summary>
    /// <param name="settles">False when a thread has failed: nothing is verified any more.</param>
    public void Finish(bool settles)
    {
        foreach (RouterShard shard in All)
        {
            shard.Finish(settles);
        }
    }

    /// <summary>What all shards have counted, added up; nothing while there is one, whose counters say it already.</summary>
    public IEnumerable<KeyValuePair<string, long>> Sums()
    {
        if (All.Count == 1)
        {
            yield break;
        }

        for (int id = 0; id < _counters[0].Set.Count; id++)
        {
            yield return KeyValuePair.Create(
                _counters[0].Set.Name(id)[Prefix(0, All.Count).Length..], _counters.Sum(shard => shard.Set.Read(id)));
        }
    }

    private static string Prefix(int index, int count) =>
        count == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"shard_{index + 1}_");
}
