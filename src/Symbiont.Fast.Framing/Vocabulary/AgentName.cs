namespace Symbiont.Fast.Framing;

/// <summary>
/// An agent's name, <c>spiffe://&lt;trust-domain&gt;/&lt;tier&gt;/&lt;agent-id&gt;</c> (SPIFFE-ID, section 2).
/// Only lower-case letters, digits, <c>.</c>, <c>-</c> and <c>_</c> occur in its parts, so two spellings of one name
/// cannot exist; a part has 1 to 63 of them and is neither <c>.</c> nor <c>..</c>.
/// </summary>
public sealed record AgentName
{
    private const string Scheme = "spiffe://";

    /// <summary>The longest name, in bytes.</summary>
    public const int MaxLength = 255;

    private AgentName(string trustDomain, SandboxTier tier, string agentId) =>
        (TrustDomain, Tier, AgentId) = (trustDomain, tier, agentId);

    /// <summary>The trust domain, such as <c>symbiont.local</c>.</summary>
    public string TrustDomain { get; }

    /// <summary>The tier the agent runs in.</summary>
    public SandboxTier Tier { get; }

    /// <summary>The agent's id within its tier.</summary>
    public string AgentId { get; }

    /// <summary>Puts a name together.</summary>
    /// <exception cref="FormatException">A part is empty, too long or not made of a name's characters.</exception>
    public static AgentName Create(string trustDomain, SandboxTier tier, string agentId) =>
        Parse($"{Scheme}{trustDomain}/{Vocabulary.Name(tier)}/{agentId}");

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static AgentName Parse(string text) => TryParse(text, out AgentName? name)
        ? name
        : throw new FormatException(
            $"'{text}' is not an agent name; expected spiffe://<trust-domain>/<docker|gvisor|firecracker>/<agent-id>");

    /// <summary>Reads a name; false when the text is none.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AgentName? name)
    {
        name = null;
        if (text is null || text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        string[] parts = text[Scheme.Length..].Split('/');
        if (parts.Length != 3 || !IsPart(parts[0]) || !IsPart(parts[2])
            || !Vocabulary.TryParse(parts[1], out SandboxTier tier))
        {
            return false;
        }

        name = new AgentName(parts[0], tier, parts[2]);
        return true;
    }

    /// <summary>The whole name.</summary>
    public override string ToString() => $"{Scheme}{TrustDomain}/{Vocabulary.Name(Tier)}/{AgentId}";

    private static bool IsPart(string part)
    {
        // SPIFFE-ID, section 2.2: no relative path modifiers. They would also walk out of a folder named by an agent.
        if (part.Length is 0 or > 63 || part is "." or "..")
        {
            return false;
        }

        foreach (char c in part)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
