using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Tests.Policy;

/// <summary>Short ways to write rules.</summary>
internal static class Rules
{
    public static CommunicationPolicy Rule(
        string name, SandboxTier source, SandboxTier destination, params MessageType[] types) =>
        new(name, source, destination, types, new SecurityRequirements(), new RateLimits(1000, 100));

    public static CommunicationPolicy WithLimits(this CommunicationPolicy rule, int rate, int burst) =>
        rule with { RateLimits = new RateLimits(rate, burst) };

    /// <summary>A rule that allows everything on each of the nine paths, named <c>docker_to_gvisor</c> etc.</summary>
    public static PolicyTable AllowAll(uint generation = 1)
    {
        var rules = new List<CommunicationPolicy>();
        foreach (SandboxTier source in Vocabulary.Tiers)
        {
            foreach (SandboxTier destination in Vocabulary.Tiers)
            {
                string name = $"{Vocabulary.Name(source)}_to_{Vocabulary.Name(destination)}";
                rules.Add(Rule(name, source, destination, [.. Vocabulary.MessageTypes]));
            }
        }

        return new PolicyTable(rules, generation);
    }
}
