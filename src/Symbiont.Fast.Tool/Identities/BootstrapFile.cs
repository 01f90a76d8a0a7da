using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// What a sandbox is started with, as a file of six lines: the bootstrap token, the name, clearance and capabilities
/// that it grants, and the public keys of the operator and the router.
/// </summary>
/// <param name="Token">The token.</param>
/// <param name="Grant">Who the agent will be.</param>
/// <param name="OperatorKey">The operator's public key, 32 bytes.</param>
/// <param name="RouterKey">The router's public key, 32 bytes.</param>
internal sealed record BootstrapFile(BootstrapToken Token, AgentIdentity Grant, byte[] OperatorKey, byte[] RouterKey)
    : IDisposable
{
    private const string NamePrefix = "name_";
    private const string ClearancePrefix = "clearance_";
    private const string CapabilitiesPrefix = "capabilities_";

    /// <summary>Writes a new file of mode 0600.</summary>
    /// <exception cref="ToolException">The file exists.</exception>
    public void Save(string path)
    {
        byte[] secret = new byte[BootstrapToken.Size];
        Token.Export(secret);
        string text = string.Join(
            '\n',
            "# Bootstrap token: enrols one agent, once.",
            KeyText.Format(KeyText.BootstrapSecret, secret),
            NamePrefix + Grant.Name,
            ClearancePrefix + Vocabulary.Name(Grant.SecurityClearance),
            CapabilitiesPrefix + string.Join(',', Grant.Capabilities.Select(capability => capability.Name)),
            KeyText.Format(KeyText.OperatorPublic, OperatorKey),
            KeyText.Format(KeyText.RouterPublic, RouterKey),
            string.Empty);
        CryptographicOperations.ZeroMemory(secret);
        SecretFile.Write(path, text);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It is no token's file, or open to others.</exception>
    public static BootstrapFile Load(string path)
    {
        byte[] secret = new byte[BootstrapToken.Size];
        byte[] operatorKey = new byte[KeyText.PayloadSize];
        byte[] routerKey = new byte[KeyText.PayloadSize];
        try
        {
            if (SecretFile.ReadLines(path) is
                    [var token, var name, var clearance, var capabilities, var root, var router]
                && KeyText.TryParse(KeyText.BootstrapSecret, token, secret)
                && TryReadGrant(name, clearance, capabilities, out AgentIdentity? grant)
                && KeyText.TryParse(KeyText.OperatorPublic, root, operatorKey)
                && KeyText.TryParse(KeyText.RouterPublic, router, routerKey))
            {
                return new BootstrapFile(new BootstrapToken(secret), grant, operatorKey, routerKey);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }

        throw new ToolException($"{path} is not a bootstrap token's file");
    }

    /// <summary>Wipes the token.</summary>
    public void Dispose() => Token.Dispose();

    private static bool TryReadGrant(
        string name, string clearance, string capabilities, [NotNullWhen(true)] out AgentIdentity? grant)
    {
        grant = null;
        bool prefixed = name.StartsWith(NamePrefix, StringComparison.Ordinal)
            && clearance.StartsWith(ClearancePrefix, StringComparison.Ordinal)
            && capabilities.StartsWith(CapabilitiesPrefix, StringComparison.Ordinal);
        if (!prefixed || !AgentName.TryParse(name[NamePrefix.Length..], out AgentName? agent)
            || !Vocabulary.TryParse(clearance[ClearancePrefix.Length..], out SecurityLevel level))
        {
            return false;
        }

        var granted = new List<Capability>();
        string[] words = capabilities[CapabilitiesPrefix.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries);
        foreach (string word in words)
        {
            if (!Capability.TryParse(word, out Capability capability))
            {
                return false;
            }

            granted.Add(capability);
        }

        grant = new AgentIdentity(agent, level, granted);
        return true;
    }
}
