using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Where commands keep their files when not told otherwise: <c>$XDG_STATE_HOME/symbiont-fast</c>, or
/// <c>~/.local/state/symbiont-fast</c>.
/// </summary>
/// <param name="Root">The folder.</param>
public sealed record StateFolder(string Root)
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder for this user.</summary>
    public static StateFolder Default
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            string parent = string.IsNullOrEmpty(state)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state")
                : state;
            return new StateFolder(Path.Combine(parent, "symbiont-fast"));
        }
    }

    /// <summary>The operator's secret key.</summary>
    public string OperatorKey => Path.Combine(Root, "operator.key");

    /// <summary>The operator's public key.</summary>
    public string OperatorPublic => Path.Combine(Root, "operator.pub");

    /// <summary>The issuer's secret key and certificate.</summary>
    public string Issuer => Path.Combine(Root, "issuer.key");

    /// <summary>The router's secret key, and the operator's public key.</summary>
    public string Router => Path.Combine(Root, "router.key");

    /// <summary>The router's public key.</summary>
    public string RouterPublic => Path.Combine(Root, "router.pub");

    /// <summary>The audit log.</summary>
    public string AuditLog => Path.Combine(Root, "audit.log");

    /// <summary>The epochs the router gave.</summary>
    public string Epochs => Path.Combine(Root, "epochs");

    /// <summary>The revocation list.</summary>
    public string Revocations => Path.Combine(Root, "revocations.list");

    /// <summary>An agent's bundle.</summary>
    public string Agent(AgentName name) =>
        Path.Combine(Root, "agents", $"{Vocabulary.Name(name.Tier)}-{name.AgentId}.agent");

    /// <summary>The socket of a tier's bus.</summary>
    public UnixEndPoint Socket(SandboxTier tier) =>
        new(Path.Combine(Sockets, $"{Vocabulary.Name(tier)}.sock"));

    /// <summary>Where the sockets are.</summary>
    public string Sockets => Path.Combine(Root, "run");

    /// <summary>Makes the folders, for the owner alone.</summary>
    public void Create()
    {
        foreach (string folder in new[] { Root, Sockets, Path.Combine(Root, "agents") })
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }
}
