using System.Globalization;
using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>The product's round trips, each beside the bare relay that goes the same way with the same AEAD.</summary>
internal static class RoundTripGroups
{
    private static readonly int[] Payloads = [64, 1024];

    public static IReadOnlyList<ScenarioGroup> All() =>
        [.. Payloads.Select(InProcess), .. Payloads.Select(Unix)];

    private static ScenarioGroup InProcess(int payload)
    {
        Scenario bare = BaselineGroups.SharedMemory(payload, aead: true);
        Scenario unsigned = InProcessRoundTrip.Scenario(payload, Security.Unsigned);
        Scenario signed = InProcessRoundTrip.Scenario(payload, Security.Strict);
        return new ScenarioGroup(
            Name("In process", payload), [BaselineGroups.CacheLineRoundTrip(), bare, unsigned, signed],
            [new ScenarioRatio(unsigned.Name, bare.Name), new ScenarioRatio(signed.Name, bare.Name)]);
    }

    private static ScenarioGroup Unix(int payload)
    {
        Scenario bare = BaselineGroups.Unix(payload, aead: false);
        Scenario[] product =
        [
            UnixRoundTrip.Scenario(payload, Security.Unsigned), UnixRoundTrip.Scenario(payload, Security.Pipelined),
            UnixRoundTrip.Scenario(payload, Security.Strict),
        ];
        return new ScenarioGroup(
            Name("Unix sockets", payload), [bare, .. product],
            [.. product.Select(scenario => new ScenarioRatio(scenario.Name, bare.Name))]);
    }

    private static string Name(string way, int payload) =>
        string.Create(CultureInfo.InvariantCulture, $"{way}, {payload:N0} B");
}
