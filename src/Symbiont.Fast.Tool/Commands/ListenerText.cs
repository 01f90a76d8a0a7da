using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A listener as <c>serve --listen</c> spells it: <c>tier=endpoint</c>, then whom it expects, such as
/// <c>docker=unix:/run/a.sock,uid=1000,agent=spiffe://example.org/docker/a</c>. <c>uid</c>, <c>gid</c> and
/// <c>agent</c> may be repeated: any of them will do.
/// </summary>
public static class ListenerText
{
    /// <summary>The form, for whoever has to write one.</summary>
    public const string Form =
        "<docker|gvisor|firecracker>=<unix:/path|tcp:address:port|vsock:cid:port|hybrid:/path:port>"
        + "[,uid=N][,gid=N][,cgroup=/path][,agent=spiffe://…]";

    /// <summary>Reads a listener; false when the text is none, and why.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ListenerOptions? listener, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        listener = null;
        string[] parts = text.Split(',');
        int equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        bool parsed = equals > 0
            & Vocabulary.TryParse(parts[0][..Math.Max(equals, 0)], out SandboxTier tier)
            & TransportEndPoint.TryParse(parts[0][(equals + 1)..], out TransportEndPoint? endPoint);
        if (!parsed)
        {
            fault = $"expected {Form}";
            return false;
        }

        var expectation = new Expectation();
        fault = parts[1..].Select(expectation.TryAdd).FirstOrDefault(found => found is not null);
        if (fault is not null)
        {
            return false;
        }

        listener = new ListenerOptions(tier, endPoint!, Vocabulary.Name(tier))
        {
            ExpectedPeer = expectation.Peer,
            Agents = expectation.Agents,
        };
        return true;
    }

    /// <summary>What was said about the peers of one listener so far.</summary>
    private sealed class Expectation
    {
        private readonly List<uint> _users = [];
        private readonly List<uint> _groups = [];
        private readonly List<AgentName> _agents = [];
        private string? _controlGroup;

        public ExpectedPeer? Peer => _users.Count + _groups.Count > 0 || _controlGroup is not null
            ? new ExpectedPeer { Users = _users, Groups = _groups, ControlGroup = _controlGroup }
            : null;

        public IReadOnlyList<AgentName>? Agents => _agents.Count > 0 ? _agents : null;

        /// <summary>Takes one more; what is wrong with it, or null.</summary>
        public string? TryAdd(string part)
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string value = part[(equals + 1)..];
            return part[..Math.Max(equals, 0)] switch
            {
                "uid" => TryAddId(_users, part, value),
                "gid" => TryAddId(_groups, part, value),
                "cgroup" => TrySetControlGroup(value),
                "agent" => TryAddAgent(value),
                _ => $"'{part}': expected uid=, gid=, cgroup= or agent= (a path with a comma is not possible here)",
            };
        }

        private static string? TryAddId(List<uint> ids, string part, string value)
        {
            // Digits only, as in the environment's variables; names would be looked up in a file of this host.
            if (!uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
            {
                return $"'{part}': expected a number";
            }

            ids.Add(id);
            return null;
        }

        private string? TrySetControlGroup(string value)
        {
            if (_controlGroup is not null)
            {
                return "cgroup= is there twice; a process is in one";
            }

            _controlGroup = value;
            return null;
        }

        private string? TryAddAgent(string value)
        {
            if (!AgentName.TryParse(value, out AgentName? name))
            {
                return $"'{value}': expected an agent's name, spiffe://<trust-domain>/<tier>/<agent-id>";
            }

            _agents.Add(name);
            return null;
        }
    }
}
