using System.Globalization;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// The floors to hold a product's round trip against: the same path with nothing in it but its transport, and with the
/// product's AEAD at each hop. Take the one that fits into the product's own group, so that both are measured in turn.
/// </summary>
public static class BaselineGroups
{
    private const int OpenRate = 2_000;

    private static readonly int[] Payloads = [64, 1024];

    /// <summary>All groups.</summary>
    public static IReadOnlyList<ScenarioGroup> All() =>
        [.. Payloads.Select(UnixGroup), OpenGroup(Payloads[0]), .. Payloads.Select(SharedMemoryGroup)];

    /// <summary>A relay over Unix sockets, three threads that block.</summary>
    public static Scenario Unix(int payload, bool aead, int openRate = 0) =>
        UnixRelay.Scenario(aead ? "unix-relay-aead" : "unix-relay-bare", payload, Keys(aead), openRate);

    /// <summary>A relay over rings in one process, two threads that spin.</summary>
    public static Scenario SharedMemory(int payload, bool aead) => SharedMemoryRelay.Scenario(
        aead ? "memory-relay-aead" : "memory-relay-bare", payload, Keys(aead));

    /// <summary>A cache line to the other core and back; belongs into every group of shared memory.</summary>
    public static Scenario CacheLineRoundTrip() => CacheLine.Scenario();

    private static ScenarioGroup UnixGroup(int payload) =>
        Group("Unix sockets", payload, [], Unix(payload, aead: false), Unix(payload, aead: true));

    private static ScenarioGroup OpenGroup(int payload) => Group(
        "Unix sockets, open load", payload, [], Unix(payload, aead: false, OpenRate),
        Unix(payload, aead: true, OpenRate));

    private static ScenarioGroup SharedMemoryGroup(int payload) => Group(
        "Shared memory", payload, [CacheLineRoundTrip()], SharedMemory(payload, aead: false),
        SharedMemory(payload, aead: true));

    private static ScenarioGroup Group(
        string name, int payload, IReadOnlyList<Scenario> before, Scenario bare, Scenario aead) => new(
            string.Create(CultureInfo.InvariantCulture, $"{name}, {payload:N0} B"), [.. before, bare, aead],
            [new ScenarioRatio(aead.Name, bare.Name)]);

    private static Func<RelayKeys> Keys(bool aead) => aead ? RelayKeys.Fresh : RelayKeys.None;
}
