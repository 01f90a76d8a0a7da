using System.Globalization;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Policies for tests, in the language that operators write.</summary>
internal static class Policies
{
    /// <summary>Everything everywhere, at rates that do not matter.</summary>
    public static string Open { get; } = "communication_policies:\n" + string.Concat(
        from source in new[] { "docker", "gvisor", "firecracker" }
        from destination in new[] { "docker", "gvisor", "firecracker" }
        select Rule($"{source}_to_{destination}", source, destination, "control, data, event, rpc"));

    /// <summary>One rule.</summary>
    public static string One(
        string types, string source = "docker", string destination = "docker", int rate = 1_000_000,
        int burst = 1_000_000, string requirements = "signature_required: true", string overload = "refuse") =>
        "communication_policies:\n"
        + Rule("the_rule", source, destination, types, rate, burst, requirements, overload);

    private static string Rule(
        string name, string source, string destination, string types, int rate = 1_000_000, int burst = 1_000_000,
        string requirements = "signature_required: true", string overload = "refuse") => string.Create(CultureInfo.InvariantCulture, $$"""
          - name: "{{name}}"
            source_tier: "{{source}}"
            destination_tier: "{{destination}}"
            allowed_message_types: [{{types}}]
            security_requirements: { {{requirements}} }
            rate_limits:
              messages_per_second: {{rate}}
              burst_size: {{burst}}
              when_overloaded: {{overload}}

        """);
}
