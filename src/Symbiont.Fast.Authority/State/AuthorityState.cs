using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>All that the authority remembers. Owned by the service's lock.</summary>
internal sealed class AuthorityState : IDisposable
{
    private readonly Dictionary<ulong, EnrolledAgent> _bySerial = [];
    private readonly SortedDictionary<string, EnrolledAgent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, GrantedToken> _tokens = [];
    private readonly SortedDictionary<ulong, long> _revoked = [];

    /// <summary>The number of the last revocation list.</summary>
    public ulong ListNumber { get; set; }

    public IReadOnlyDictionary<ulong, GrantedToken> Tokens => _tokens;

    /// <summary>Agents by name, in the names' ordinal order.</summary>
    public IReadOnlyDictionary<string, EnrolledAgent> Agents => _agents;

    /// <summary>Revoked serials, ascending, with the end of their validity.</summary>
    public IReadOnlyDictionary<ulong, long> Revoked => _revoked;

    public EnrolledAgent? FindBySerial(ulong serial) => _bySerial.GetValueOrDefault(serial);

    public EnrolledAgent? FindByName(AgentName name) => _agents.GetValueOrDefault(name.ToString());

    public bool IsKnown(ulong serial) => _bySerial.ContainsKey(serial) || _revoked.ContainsKey(serial);

    public void Add(GrantedToken token) => _tokens.Add(token.Id, token);

    public void Add(EnrolledAgent agent)
    {
        _agents[agent.Identity.Name.ToString()] = agent;
        Index(agent);
    }

    /// <summary>To be called after an agent's newest credential changed.</summary>
    public void Index(EnrolledAgent agent)
    {
        foreach (LiveSerial live in agent.Live)
        {
            _bySerial[live.Serial] = agent;
        }
    }

    public void Remove(EnrolledAgent agent)
    {
        _agents.Remove(agent.Identity.Name.ToString());
        foreach (LiveSerial live in agent.Live)
        {
            _bySerial.Remove(live.Serial);
        }
    }

    public void Revoke(ulong serial, long notAfter) => _revoked[serial] = notAfter;

    /// <summary>Forgets what no credential or token in force depends on; true when there was any.</summary>
    public bool DropExpired(long now, long tokenMemory)
    {
        int before = _tokens.Count + _agents.Count + _revoked.Count + _bySerial.Count;
        foreach (GrantedToken token in _tokens.Values.Where(t => t.Expires + tokenMemory <= now).ToArray())
        {
            token.Dispose();
            _tokens.Remove(token.Id);
        }

        foreach (ulong serial in _revoked.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToArray())
        {
            _revoked.Remove(serial);
        }

        foreach (EnrolledAgent agent in _agents.Values.ToArray())
        {
            DropExpired(agent, now);
        }

        return before != _tokens.Count + _agents.Count + _revoked.Count + _bySerial.Count;
    }

    public void Dispose()
    {
        foreach (GrantedToken token in _tokens.Values)
        {
            token.Dispose();
        }
    }

    private void DropExpired(EnrolledAgent agent, long now)
    {
        if (agent.NotAfter <= now)
        {
            Remove(agent);
            return;
        }

        foreach (LiveSerial old in agent.Older.Where(old => old.NotAfter <= now))
        {
            _bySerial.Remove(old.Serial);
        }

        agent.DropExpired(now);
    }
}
