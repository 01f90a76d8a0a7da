using System.Security.Cryptography;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class BaselineTests
{
    public static TheoryData<string, string> Scenarios() => new(
        from @group in BaselineGroups.All()
        from scenario in @group.Scenarios
        select (@group.Name, scenario.Name));

    // Each round trip compares the answer with what was sent, and throws.
    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_baseline_brings_its_messages_back_in_every_stretch(string group, string name)
    {
        Scenario scenario = BaselineGroups.All().Single(g => g.Name == group).Scenarios.Single(s => s.Name == name);
        var placement = Placement.Of(scenario.Roles, ThreadAffinity.Allowed());
        if (placement.Obstacle is { } obstacle)
        {
            Assert.Skip(obstacle);
        }

        using IPingPong pingPong = scenario.Open(placement);
        for (int stretch = 0; stretch < 3; stretch++)
        {
            pingPong.Resume();
            for (int i = 0; i < 200; i++)
            {
                pingPong.RoundTrip();
            }

            pingPong.Pause();
        }
    }

    [Fact]
    public void A_round_trip_in_shared_memory_allocates_nothing()
    {
        Scenario scenario = BaselineGroups.SharedMemory(64, aead: true);
        var placement = Placement.Of(scenario.Roles, ThreadAffinity.Allowed());
        Assert.SkipWhen(placement.Obstacle is not null, placement.Obstacle ?? "");
        using IPingPong pingPong = scenario.Open(placement);
        pingPong.Resume();
        pingPong.RoundTrip();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            pingPong.RoundTrip();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        pingPong.Pause();
    }

    [Fact]
    public void The_groups_are_measurable_as_they_are()
    {
        IReadOnlyList<ScenarioGroup> groups = BaselineGroups.All();
        foreach (ScenarioGroup group in groups)
        {
            group.ThrowIfUnfit();
        }

        Assert.Equal(groups.Count, groups.Select(group => group.Name).Distinct().Count());

        // Every result in shared memory stands beside the cache line of the same turns.
        Assert.All(
            groups.Where(group => group.Scenarios.Any(s => s.Name.StartsWith("memory", StringComparison.Ordinal))),
            group => Assert.Equal("cache-line", group.Scenarios[0].Name));
    }

    [Fact]
    public void A_hop_is_sealed_with_the_links_aead_and_opens_at_its_other_end_in_order_only()
    {
        (HopCipher sealing, HopCipher opening) = HopCipher.Pair();
        using (sealing)
        using (opening)
        {
            byte[] payload = RandomNumberGenerator.GetBytes(64);
            byte[] first = new byte[payload.Length + HopCipher.Overhead];
            byte[] second = new byte[first.Length];
            byte[] opened = new byte[payload.Length];
            sealing.Seal(payload, first);
            sealing.Seal(payload, second);

            Assert.Equal(8 + 32, HopCipher.Overhead);
            Assert.NotEqual(first, second);
            Assert.Equal(-1, first.AsSpan().IndexOf(payload.AsSpan(0, 16)));
            opening.Open(first, opened);
            Assert.Equal(payload, opened);
            second[^1] ^= 1;
            Assert.Throws<HarnessException>(() => opening.Open(second, opened));
        }
    }

    [Fact]
    public void Every_hop_of_a_relay_has_its_own_key()
    {
        using RelayKeys keys = RelayKeys.Fresh();
        byte[] payload = new byte[64];
        byte[] frame = new byte[keys.FrameLength(payload.Length)];
        keys.Put(Hop.AgentToRelay, payload, frame);

        Assert.Throws<HarnessException>(() => keys.Take(Hop.RelayToEcho, frame, payload));
        Assert.Equal(payload.Length, RelayKeys.None().FrameLength(payload.Length));
    }

    [Fact]
    public void The_answer_to_another_message_is_noticed()
    {
        var payload = new StampedPayload(64);
        byte[] first = payload.Next().ToArray();
        first.CopyTo(payload.Answer);
        payload.DemandAnswer();
        payload.Next();

        Assert.Throws<HarnessException>(payload.DemandAnswer);
    }

    [Fact]
    public void A_baseline_is_measured_from_end_to_end()
    {
        var plan = new MeasurementPlan
        {
            Name = "test", WarmUpTrips = 10, WarmUpLeast = TimeSpan.Zero, Turns = 2, RoundTrips = 50,
            RoundTime = TimeSpan.FromSeconds(10),
        };
        GroupResult result = GroupRun.Measure(BaselineGroups.All()[0], plan, SystemClock.Instance);

        Assert.Equal([100, 100], result.Scenarios.Select(scenario => scenario.Latency.Count));
        Assert.True(Assert.Single(result.Ratios).Ratio.Median > 0);
    }
}
