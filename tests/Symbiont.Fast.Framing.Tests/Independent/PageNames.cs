namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 10: agent names and the words they are made of.</summary>
internal static class PageNames
{
    private const string Scheme = "spiffe://";

    private static readonly string[] TierWords = ["docker", "gvisor", "firecracker"];

    /// <summary>The number of the tier in a name, or null when it is no agent's name.</summary>
    public static byte? TierOf(string name)
    {
        if (name.Length > 255 || !name.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = name[Scheme.Length..].Split('/');
        if (parts.Length != 3 || !IsPart(parts[0]) || !IsPart(parts[2]))
        {
            return null;
        }

        int tier = Array.IndexOf(TierWords, parts[1]);
        return tier < 0 ? null : (byte)(tier + 1);
    }

    /// <summary>1 to 63 characters of the set; a capability is one.</summary>
    public static bool IsWord(string text) =>
        text.Length is >= 1 and <= 63
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_');

    private static bool IsPart(string text) => IsWord(text) && text is not ("." or "..");
}
