using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>All agents by name and by handle. Owned by the router's thread; bounded.</summary>
public sealed class AgentDirectory
{
    // 2025-01-01T00:00:00Z: 32 bits of seconds last until 2161.
    private const long EpochOrigin = 1_735_689_600L;
    private const long NanosecondsPerSecond = 1_000_000_000L;

    private readonly Dictionary<AgentName, AgentEntry> _byName = [];
    private readonly List<AgentEntry> _byHandle = [];
    private readonly int _capacity;

    /// <summary>Makes an empty directory for at most <paramref name="capacity"/> agents.</summary>
    public AgentDirectory(int capacity) => _capacity = capacity;

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

        // Seconds, so that epochs grow across a restart of the router too; plus one when an agent is faster than that.
        long seconds = (now / NanosecondsPerSecond) - EpochOrigin;
        agent.LastEpoch = Math.Max(agent.LastEpoch + 1, (uint)Math.Clamp(seconds, 1, uint.MaxValue));
        session = new AgentSession(agent, admission, agent.LastEpoch);
        agent.Session = session;
        return RefusalReason.None;
    }

    /// <summary>Ends a session; the agent stays known.</summary>
    public static void Close(AgentSession session)
    {
        if (ReferenceEquals(session.Agent.Session, session))
        {
            session.Agent.Session = null;
        }
    }
}
