using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>How much the demo drives over each path.</summary>
internal static class DemoPlan
{
    /// <summary>Calls whose round trips are measured.</summary>
    public const int RoundTrips = 10_000;

    /// <summary>Calls before those, not measured: connections, caches and compiled code get warm.</summary>
    public const int WarmUp = 500;

    /// <summary>How many calls are under way at any time.</summary>
    public const int InFlight = 8;

    /// <summary>The payload of each message, in bytes.</summary>
    public const int PayloadBytes = 64;

    /// <summary>Messages of each other type, each confirmed by the router's receipt.</summary>
    public const int Confirmed = 200;

    /// <summary>Everything, the end included, takes less than this, or the demo has failed.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(55);

    /// <summary>How many messages of a type the policy lets pass at once, at most <see cref="Confirmed"/>.</summary>
    public static int Allowed(SandboxTier source, SandboxTier destination, MessageType type) =>
        DemoPolicy.Find(source, destination, type) is { } rule
            ? Math.Min(Confirmed, rule.RateLimits.BurstSize)
            : 0;

    /// <summary>What the seed document says of a path's latency; it does not give the way back across tiers.</summary>
    public static string Documented(SandboxTier source, SandboxTier destination) => (source, destination) switch
    {
        (SandboxTier.Docker, SandboxTier.Docker) => "1-5 ms",
        (SandboxTier.Docker, SandboxTier.GVisor) => "5-15 ms",
        (SandboxTier.Docker, SandboxTier.Firecracker) => "15-50 ms",
        (SandboxTier.GVisor, SandboxTier.GVisor) => "3-10 ms",
        (SandboxTier.GVisor, SandboxTier.Firecracker) => "20-60 ms",
        (SandboxTier.Firecracker, SandboxTier.Firecracker) => "10-30 ms",
        _ => "not given",
    };
}
