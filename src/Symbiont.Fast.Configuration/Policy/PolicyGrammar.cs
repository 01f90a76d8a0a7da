using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>The words and bounds of the policy language, and how errors describe what they expected.</summary>
internal static class PolicyGrammar
{
    public const string Policies = "communication_policies";
    public const string Name = "name";
    public const string SourceTier = "source_tier";
    public const string DestinationTier = "destination_tier";
    public const string AllowedMessageTypes = "allowed_message_types";
    public const string SecurityRequirements = "security_requirements";
    public const string RateLimits = "rate_limits";
    public const string EncryptionRequired = "encryption_required";
    public const string SignatureRequired = "signature_required";
    public const string AuditLogging = "audit_logging";
    public const string ContentFiltering = "content_filtering";
    public const string Verification = "verification";
    public const string MessagesPerSecond = "messages_per_second";
    public const string BurstSize = "burst_size";
    public const string WhenOverloaded = "when_overloaded";
    public const string Refuse = "refuse";
    public const string Hold = "hold";

    /// <summary>The largest rate and burst.</summary>
    public const int MaxRate = 1_000_000_000;

    public const string Root = $"a mapping with {Policies}";
    public const string Rules = "a list of rules";

    public static readonly string[] RootKeys = [Policies];

    public static readonly string[] RuleKeys =
        [Name, SourceTier, DestinationTier, AllowedMessageTypes, SecurityRequirements, RateLimits];

    public static readonly string[] RequirementKeys =
        [EncryptionRequired, SignatureRequired, AuditLogging, ContentFiltering, Verification];

    public static readonly string[] RateKeys = [MessagesPerSecond, BurstSize, WhenOverloaded];

    public static readonly string[] Tiers = [.. Words(Vocabulary.Tiers, Vocabulary.Name)];

    public static readonly string[] MessageTypes = [.. Words(Vocabulary.MessageTypes, Vocabulary.Name)];

    public static readonly string[] VerificationWords =
    [
        VerificationModes.Name(VerificationMode.Strict), VerificationModes.Name(VerificationMode.Pipelined),
    ];

    public static readonly string[] OverloadWords = [Refuse, Hold];

    public static readonly string RuleName =
        $"1 to {RefusalMessage.MaxRule} bytes of visible text";

    public static readonly string Types = $"a list of {string.Join(", ", MessageTypes)}";

    public static readonly string Rate = $"a whole number from 1 to {MaxRate}";

    /// <summary>"one of a, b, c"; with a single word, only that.</summary>
    public static string OneOf(string[] words) =>
        words.Length == 1 ? words[0] : $"one of {string.Join(", ", words)}";

    /// <summary>"a mapping with a, b, c".</summary>
    public static string MappingOf(string[] keys) => $"a mapping with {string.Join(", ", keys)}";

    private static List<string> Words<T>(ReadOnlySpan<T> values, Func<T, string> nameOf)
    {
        var words = new List<string>(values.Length);
        foreach (T value in values)
        {
            words.Add(nameOf(value));
        }

        return words;
    }
}
