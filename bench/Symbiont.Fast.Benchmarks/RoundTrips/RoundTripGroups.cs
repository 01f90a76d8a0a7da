using System.Globalization;
using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>The product's round trips, each beside the bare relay that goes the same way with the same AEAD.</summary>
internal static class RoundTripGroups
{
    private static readonly int[] Payloads = [64, 1024];

    public static IReadOnlyList<ScenarioGroup> All() =>
        [.. Payloads.Select(InProcess), .. Payloads.Select(SharedMemory), .. Payloads.Select(Unix)];

    private static ScenarioGroup InProcess(int payload)
    {
        Scenario bare = BaselineGroups.SharedMemory(payload, aead: true);
        Scenario unsigned = SpinningRoundTrip.InProcess(payload, Security.Unsigned);
        Scenario signed = SpinningRoundTrip.InProcess(payload, Security.Strict);
        return new ScenarioGroup(
            Name("In process", payload), [BaselineGroups.CacheLineRoundTrip(), bare, unsigned, signed],
            [new ScenarioRatio(unsigned.Name, bare.Name), new ScenarioRatio(signed.Name, bare.Name)]);
    }

    private static ScenarioGroup SharedMemory(int payload)
    {
        Scenario bare = BaselineGroups.SharedMemory(payload, aead: true);
        Scenario unsigned = SpinningRoundTrip.SharedMemory(payload, Security.Unsigned);
        Scenario signed = SpinningRoundTrip.SharedMemory(payload, Security.Strict);
        Scenario asleep = SleepingRoundTrip.SharedMemory(payload, Security.Unsigned);
        Scenario unix = SleepingRoundTrip.Unix(payload, Security.Unsigned);
        Scenario unixSigned = SleepingRoundTrip.Unix(payload, Security.Strict);
        return new ScenarioGroup(
            Name("Shared memory", payload),
            [BaselineGroups.CacheLineRoundTrip(), bare, unsigned, signed, asleep, unix, unixSigned],
            [
                new ScenarioRatio(unsigned.Name, bare.Name), new ScenarioRatio(unsigned.Name, unix.Name),
                new ScenarioRatio(asleep.Name, unix.Name), new ScenarioRatio(signed.Name, unixSigned.Name),
            ]);
    }

    private static ScenarioGroup Unix(int payload)
    {
        Scenario bare = BaselineGroups.Unix(payload, aead: false);
        Scenario[] product =
        [
            SleepingRoundTrip.Unix(payload, Security.Unsigned), SleepingRoundTrip.Unix(payload, Security.Pipelined),
            SleepingRoundTrip.Unix(payload, Security.Strict),
        ];
        return new ScenarioGroup(
            Name("Unix sockets", payload), [bare, .. product],
            [.. product.Select(scenario => new ScenarioRatio(scenario.Name, bare.Name))]);
    }

    private static string Name(string way, int payload) =>
        string.Create(CultureInfo.InvariantCulture, $"{way}, {payload:N0} B");
}
