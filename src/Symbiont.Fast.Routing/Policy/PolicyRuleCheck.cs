using System.Text;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>
/// What a list of rules must satisfy before it can be compiled. Loading a policy file reports the same faults earlier
/// and with their line; here they are a programmer's mistake.
/// </summary>
internal static class PolicyRuleCheck
{
    public static void ThrowIfUnfit(IReadOnlyList<CommunicationPolicy> policies)
    {
        if (policies.Count > PolicyTable.MaxRules)
        {
            throw new ArgumentException(
                $"A policy has at most {PolicyTable.MaxRules} rules; this one has {policies.Count}.", nameof(policies));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (CommunicationPolicy policy in policies)
        {
            string? fault = FaultOf(policy) ?? (names.Add(policy.Name) ? null : "another rule has the same name");
            if (fault is not null)
            {
                throw new ArgumentException($"Rule '{policy.Name}': {fault}.", nameof(policies));
            }
        }
    }

    private static string? FaultOf(CommunicationPolicy policy)
    {
        if (string.IsNullOrEmpty(policy.Name) || Encoding.UTF8.GetByteCount(policy.Name) > RefusalMessage.MaxRule)
        {
            return $"the name must have 1 to {RefusalMessage.MaxRule} bytes";
        }

        if (!Vocabulary.IsDefined(policy.SourceTier) || !Vocabulary.IsDefined(policy.DestinationTier))
        {
            return "a tier is not one of the three";
        }

        IReadOnlyList<MessageType> types = policy.AllowedMessageTypes;
        if (types.Count == 0 || types.Any(type => !Vocabulary.IsDefined(type)))
        {
            return "the message types must be at least one of the four";
        }

        return policy.RateLimits is { MessagesPerSecond: < 1 } or { BurstSize: < 1 }
            ? "rate and burst must be at least 1"
            : null;
    }
}
