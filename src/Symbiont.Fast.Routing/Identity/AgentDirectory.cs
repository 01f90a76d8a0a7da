using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>All agents by name and by handle. Owned by the router's thread; bounded.</summary>
public sealed class AgentDirectory
{
    private readonly Dictionary<AgentName, AgentEntry> _byName = [];
    private readonly List<AgentEntry> _byHandle = [];
    private readonly int _capacity;
    private EpochSource? _epochs;

    /// <summary>Makes an empty directory.</summary>
    /// <param name="capacity">How many agents it takes.</param>
    /// <param name="epochs">Gives the epochs; one that forgets with the process when left out.</param>
    public AgentDirectory(int capacity, EpochSource? epochs = null) => (_capacity, _epochs) = (capacity, epochs);

    /// <summary>How many agents it knows.</summary>
    public int Count => _byHandle.Count;

    /// <summary>The agent with a handle; null when there is none.</summary>
    public AgentEntry? Find(uint handle) => handle - 1 < (uint)_byHandle.Count ? _byHandle[(int)handle - 1] : null;

    /// <summary>The agent of a name; null when it never connected.</summary>
    public AgentEntry? Find(AgentName name) => _byName.GetValueOrDefault(name);

    /// <summary>Opens a session for an agent that the bus has proven.</summary>
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
        if (!_byName.TryGetValue(admission.Identity.Name, out AgentEntry? agent))
        {
            if (_byHandle.Count >= _capacity)
            {
                return RefusalReason.Internal;
            }

            agent = new AgentEntry((uint)_byHandle.Count + 1, admission.Identity.Name, admission.Digest);
            _byHandle.Add(agent);
            _byName.Add(agent.Name, agent);
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
        agent.Session = session;
        return RefusalReason.None;
    }

    /// <summary>Adds a lane to a session that awaits it.</summary>
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

    private bool TryNextEpoch(long now, out uint epoch)
    {
        _epochs ??= EpochSource.InMemory(now);
        return _epochs.TryNext(out epoch);
    }
}
