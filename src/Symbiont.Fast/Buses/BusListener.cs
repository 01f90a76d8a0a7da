using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>A listener of a bus, its number there, the id that its agents must know, and who judges their credentials.
/// </summary>
internal sealed record BusListener(
    int Index, ConnectionListener Socket, SandboxTier Tier, string Id, CredentialVerifier Verifier)
{
    /// <summary>Who may connect; null for anyone.</summary>
    public ExpectedPeer? ExpectedPeer { get; init; }

    /// <summary>Which agents may prove themselves; null for all of the tier.</summary>
    public IReadOnlyList<AgentName>? Agents { get; init; }
}
