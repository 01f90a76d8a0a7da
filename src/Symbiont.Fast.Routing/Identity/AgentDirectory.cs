using System.Collections.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// All agents by name and by handle, for all shards; bounded. Looking up takes no lock and allocates nothing. Each agent
/// is opened and closed by one shard alone.
/// </summary>
public sealed class AgentDirectory
{
    private readonly ConcurrentDictionary<AgentName, AgentEntry> _byName = new();
    private readonly AgentEntry[] _byHandle;
    private readonly Lock _adding = new();
    private EpochSource? _epochs;
    private int _count;

    /// <summary>Makes an empty directory.</summary>
    /// <param name="capacity">How many agents it takes.</param>
    /// <param name="epochs">Gives the epochs; one that forgets with the process when left out.</param>
    public AgentDirectory(int capacity, EpochSource? epochs = null) =>
        (_byHandle, _epochs) = (new AgentEntry[capacity], epochs);

    /// <summary>How many agents it knows.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The agent with a handle; null when there is none.</summary>
    public AgentEntry? Find(uint handle) => handle - 1 < (uint)Count ? _byHandle[handle - 1] : null;

    /// <summary>The agent of a name; null when it never connected.</summary>
    public AgentEntry? Find(AgentName name) => _byName.GetValueOrDefault(name);

    /// <summary>Makes a session for an agent that the bus has proven; <see cref="AgentSession.Enter"/> opens it.</summary>
    /// <param name="admission">The agent.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="session">The new session.</param>
    /// <returns>
    /// <see cref="RefusalReason.None"/>; <see cref="RefusalReason.Unauthenticated"/> when the agent has a live session,
    /// which a second one must not displace; <see cref="RefusalReason.Internal"/> when the directory is full.
    /// </returns>
    public RefusalReason Open(AgentAdmission admission, long now, out AgentSession? session)
    {
        session = null;
        if ((Find(admission.Identity.Name) ?? TryAdd(admission)) is not { } agent)
        {
            return RefusalReason.Internal;
        }

        if (agent.Session is not null)
        {
            return RefusalReason.Unauthenticated;
        }

        if (!TryNextEpoch(now, out uint epoch))
        {
            return RefusalReason.Internal;
        }

        session = new AgentSession(agent, admission, epoch);
        return RefusalReason.None;
    }

    /// <summary>Makes a lane for a session that awaits it; <see cref="AgentSession.Enter"/> opens it.</summary>
    /// <param name="admission">The agent.</param>
    /// <param name="first">The session.</param>
    /// <param name="now">The time in nanoseconds since 1970 UTC.</param>
    /// <param name="lane">The new lane.</param>
    /// <returns><see cref="RefusalReason.Internal"/> when there is no epoch for it.</returns>
    public RefusalReason Join(AgentAdmission admission, AgentSession first, long now, out AgentSession? lane)
    {
        lane = null;
        if (!TryNextEpoch(now, out uint epoch))
        {
            return RefusalReason.Internal;
        }

        lane = new AgentSession(first.Agent, admission, epoch, first);
        return RefusalReason.None;
    }

    /// <summary>Takes a session off the way to its agent, which stays known.</summary>
    public static void Close(AgentSession session)
    {
        if (ReferenceEquals(session.Agent.Session, session.First))
        {
            session.Agent.Session = null;
        }
    }

    private AgentEntry? TryAdd(AgentAdmission admission)
    {
        lock (_adding)
        {
            if (_count == _byHandle.Length)
            {
                return null;
            }

            var agent = new AgentEntry((uint)_count + 1, admission.Identity.Name, admission.Digest);
            _byHandle[_count] = agent;
            Volatile.Write(ref _count, _count + 1);
            return _byName.GetOrAdd(agent.Name, agent);
        }
    }

    private bool TryNextEpoch(long now, out uint epoch)
    {
        // Once for a session; a write to the disk once for thousands.
        lock (_adding)
        {
            _epochs ??= EpochSource.InMemory(now);
            return _epochs.TryNext(out epoch);
        }
    }
}
