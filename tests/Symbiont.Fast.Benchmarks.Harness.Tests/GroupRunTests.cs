using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class GroupRunTests
{
    private static readonly MeasurementPlan Plan = new()
    {
        Name = "test", WarmUpTrips = 2, WarmUpLeast = TimeSpan.Zero, WarmUpMost = TimeSpan.FromHours(1), Turns = 3,
        RoundTime = TimeSpan.FromMilliseconds(10), RoundTrips = 4, GroupBudget = TimeSpan.FromHours(1),
    };

    private readonly ManualClock _clock = new(0);
    private readonly List<string> _log = [];

    [Fact]
    public void All_are_opened_and_warmed_up_then_take_turns_one_awake_at_a_time_and_are_closed()
    {
        var result = Measure(new ScenarioGroup("pair", [Scenario("a", 1), Scenario("b", 2)], [new("b", "a")]));

        string turns = string.Concat(Enumerable.Repeat("[a4][b4]", 3));
        Assert.Equal("(a(b[a2][b2]" + turns + "a)b)", Compact());
        Assert.Equal(["a", "b"], result.Scenarios.Select(scenario => scenario.Name));
        Assert.All(result.Scenarios, scenario => Assert.Equal(12, scenario.Latency.Count));
        RatioResult ratio = Assert.Single(result.Ratios);
        Assert.Equal((2, 0), (Math.Round(ratio.Ratio.Median, 2), Math.Round(ratio.Ratio.Mad, 2)));
        Assert.Empty(result.Skipped);
    }

    [Fact]
    public void The_measuring_thread_is_pinned_to_its_role_and_the_callers_is_not()
    {
        int[] before = ThreadAffinity.Allowed();
        int[] during = [];
        var scenario = new Scenario(
            "where", [new Role("agent", before.Length - 1)],
            _ => new TimedPingPong(_clock, _ =>
            {
                during = ThreadAffinity.Allowed();
                return TimeSpan.FromMilliseconds(1);
            }));
        Measure(new ScenarioGroup("group", [scenario], []));

        Assert.Equal([before[^1]], during);
        Assert.Equal(before, ThreadAffinity.Allowed());
    }

    [Fact]
    public void What_there_is_no_room_for_is_skipped_with_a_reason_and_so_are_its_ratios()
    {
        int cores = ThreadAffinity.Allowed().Length;
        var crowded = new Scenario(
            "crowded", [new Role("agent", 0, Spins: true), new Role("relay", cores, Spins: true)],
            _ => throw new InvalidOperationException("It must not be opened."));
        var result = Measure(new ScenarioGroup("group", [crowded, Scenario("a", 1)], [new("a", "crowded")]));

        Assert.Equal("crowded", Assert.Single(result.Skipped).Name);
        Assert.Contains("agent + relay would share core", result.Skipped[0].Reason);
        Assert.Equal("a", Assert.Single(result.Scenarios).Name);
        Assert.Empty(result.Ratios);
    }

    [Fact]
    public void An_open_load_says_what_it_did_not_send()
    {
        Scenario overloaded = Scenario("a", 100) with { OpenRate = 1_000 };
        ScenarioResult result = Assert.Single(Measure(new ScenarioGroup("group", [overloaded], [])).Scenarios);

        // Ten fall due in 10 ms; the first is answered after 100.
        Assert.Equal(1_000, result.OpenRate);
        Assert.Equal(3 * 9, result.Unsent);
        Assert.Equal(3 * 10, result.Latency.Count);
    }

    [Fact]
    public void A_failure_names_its_group_and_everything_is_closed()
    {
        var failing = new Scenario(
            "b", [new Role("agent", 0)],
            _ => new LoggedPingPong(_log, "b", () => throw new HarnessException("no answer")));
        var group = new ScenarioGroup("pair", [Scenario("a", 1), failing], []);

        Assert.Equal("pair: no answer", Assert.Throws<HarnessException>(() => Measure(group)).Message);
        Assert.Equal("(a(b[a2][b1]a)b)", Compact());
    }

    [Fact]
    public void A_group_that_contradicts_itself_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            Measure(new ScenarioGroup("twins", [Scenario("a", 1), Scenario("a", 1)], [])));
        Assert.Throws<ArgumentException>(() =>
            Measure(new ScenarioGroup("stranger", [Scenario("a", 1)], [new("a", "b")])));
        Assert.Empty(_log);
    }

    private GroupResult Measure(ScenarioGroup group) => GroupRun.Measure(group, Plan, new RunningClock(_clock));

    private Scenario Scenario(string name, int milliseconds) => new(
        name, [new Role("agent", 0)],
        _ => new LoggedPingPong(_log, name, () => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds))));

    // Round trips as their number: [a4] is four of them between resume and pause.
    private string Compact()
    {
        string text = string.Concat(_log);
        for (int i = 4; i > 0; i--)
        {
            text = text.Replace(new string('.', i), $"{i}");
        }

        return text;
    }

    private sealed class LoggedPingPong : IPingPong
    {
        private readonly List<string> _log;
        private readonly string _name;
        private readonly Action _trip;

        public LoggedPingPong(List<string> log, string name, Action trip)
        {
            (_log, _name, _trip) = (log, name, trip);
            log.Add($"({name}");
        }

        public void RoundTrip()
        {
            _log.Add(".");
            _trip();
        }

        public void Resume() => _log.Add($"[{_name}");

        public void Pause() => _log.Add("]");

        public void Dispose() => _log.Add($"{_name})");
    }
}
