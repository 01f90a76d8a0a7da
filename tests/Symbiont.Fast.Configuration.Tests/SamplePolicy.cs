using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration.Tests;

/// <summary>A policy of one rule with every key, for tests that change one thing.</summary>
internal static class SamplePolicy
{
    public const string Text = """
        communication_policies:
          - name: first
            source_tier: docker
            destination_tier: gvisor
            allowed_message_types: [data, event]
            security_requirements:
              encryption_required: false
              signature_required: true
              audit_logging: true
              content_filtering: false
            rate_limits:
              messages_per_second: 1000
              burst_size: 100

        """;

    /// <summary>The policy with <paramref name="part"/>, which must occur once, replaced.</summary>
    public static string With(string part, string replacement)
    {
        Assert.Equal(2, Text.Split(part).Length);
        return Text.Replace(part, replacement, StringComparison.Ordinal);
    }

    /// <summary>The one rule of a policy that must be valid.</summary>
    public static CommunicationPolicy RuleOf(string text, bool auditLogging = true)
    {
        PolicyFileResult result = PolicyFile.Parse("policy.yaml", text, new PolicyDefaults(auditLogging));
        Assert.Empty(result.Errors);
        Assert.True(result.IsValid);
        return Assert.Single(result.Rules);
    }

    /// <summary>The errors of a policy that must be bad, a line each.</summary>
    public static string[] ErrorsOf(string text)
    {
        PolicyFileResult result = PolicyFile.Parse("policy.yaml", text, new PolicyDefaults());
        Assert.False(result.IsValid);
        Assert.Null(result.Rules);
        return [.. result.Errors.Select(error => error.ToString())];
    }
}
