using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>Two more Docker listeners of the attacked router, which are not for the attacker.</summary>
/// <param name="folder">Where their sockets are.</param>
public sealed class GuardedListeners(string folder)
{
    // No process has it, so that everybody is somebody else.
    private const uint Nobody = uint.MaxValue - 1;

    /// <summary>The socket of one sandbox, for its agent alone.</summary>
    public TransportEndPoint OtherSandbox { get; } = new UnixEndPoint(Path.Combine(folder, "sandbox.sock"));

    /// <summary>The socket that processes of one user may connect to.</summary>
    public TransportEndPoint OtherUser { get; } = new UnixEndPoint(Path.Combine(folder, "user.sock"));

    /// <summary>Both, for the router.</summary>
    public IReadOnlyList<ListenerOptions> All =>
    [
        new(SandboxTier.Docker, OtherSandbox, Vocabulary.Name(SandboxTier.Docker))
        {
            Agents = [AgentName.Create(QuickStart.TrustDomain, SandboxTier.Docker, "resident")],
        },
        new(SandboxTier.Docker, OtherUser, Vocabulary.Name(SandboxTier.Docker))
        {
            ExpectedPeer = new ExpectedPeer { Users = [Nobody] },
        },
    ];
}
