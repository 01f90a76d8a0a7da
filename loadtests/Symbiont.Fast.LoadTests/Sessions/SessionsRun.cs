using System.Diagnostics;
using System.Globalization;

namespace Symbiont.Fast.LoadTests;

/// <summary>
/// <c>sessions</c>: two routers, one with ten sessions and one with many; what the many cost to open and to keep, and
/// whether messages cost the same beside them. The two are measured in turns, so that whatever else the machine does
/// meets both.
/// </summary>
internal static class SessionsRun
{
    private const int Few = 10;
    private const int WarmUpRounds = 4;
    private const double Tolerance = 1.30;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs; returns the exit code: 0 when all sessions opened and messages cost at most 30 % more.</summary>
    public static async Task<int> RunAsync(SessionsOptions options)
    {
        OpenFiles.Demand(options.Count);
        using var credentials = new Credentials();
        await using RouterProcess few = await RouterProcess.StartAsync(credentials.OperatorKey, 64, options.Threads);
        await using RouterProcess many = await RouterProcess.StartAsync(
            credentials.OperatorKey, options.Count + 64, options.Threads);
        using var fewIdle = new IdleSessions(few, credentials);
        using var manyIdle = new IdleSessions(many, credentials);
        await using MessageLoad fewLoad = await MessageLoad.ConnectAsync(few, credentials);
        await using MessageLoad manyLoad = await MessageLoad.ConnectAsync(many, credentials);
        fewIdle.Open(Few - MessageLoad.Agents, 1);
        Say($"open files allowed: {OpenFiles.Limit()}; processors: {System.Environment.ProcessorCount}");

        await OpenAsync(many, manyIdle, options.Count - MessageLoad.Agents, options.Openers);
        RouterReading opened = await many.ReadAsync();
        Say($"sessions open: {opened.Sessions} of {options.Count}");
        double ratio = await CompareAsync(few, fewLoad, many, manyLoad, options);
        bool holds = opened.Sessions == options.Count && ratio <= Tolerance;
        Say(holds ? "holds" : "DOES NOT HOLD");
        return holds ? 0 : 1;
    }

    private static async Task OpenAsync(RouterProcess router, IdleSessions sessions, int count, int openers)
    {
        await router.ReadAsync(collect: true);
        RouterReading before = await router.ReadAsync(collect: true);
        TimeSpan ownBefore = System.Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.Run(() => sessions.Open(count, openers));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double own = (System.Environment.CpuUsage.TotalTime - ownBefore).TotalMicroseconds;
        RouterReading plain = await router.ReadAsync();
        RouterReading after = await router.ReadAsync(collect: true);
        double resident = (double)(after.Resident - before.Resident) / count;
        double managed = (double)(after.Managed - before.Managed) / count;
        Say($"opened {count} sessions in {seconds:F1} s: {count / seconds:F0} handshakes a second");
        double routers = plain.CpuMicroseconds - before.CpuMicroseconds;
        Say($"  processor time a handshake: router {routers / count:F0} µs, client with keys and credential "
            + $"{own / count:F0} µs; the two used {(routers + own) / (seconds * 1e6):F1} processors");
        Say($"  router memory an idle session: {resident / 1024:F1} KiB resident, {managed / 1024:F1} KiB managed "
            + $"and {(resident - managed) / 1024:F1} KiB native; before the collection "
            + $"{(double)(plain.Resident - before.Resident) / count / 1024:F1} KiB");
    }

    private static async Task<double> CompareAsync(
        RouterProcess few, MessageLoad fewLoad, RouterProcess many, MessageLoad manyLoad, SessionsOptions options)
    {
        for (int round = 0; round < WarmUpRounds; round++)
        {
            await MeasureAsync(few, fewLoad);
            await MeasureAsync(many, manyLoad);
        }

        List<MessageCost> fewCosts = [];
        List<MessageCost> manyCosts = [];
        for (int round = 0; round < options.Rounds; round++)
        {
            // Each goes first as often as the other.
            if (round % 2 == 0)
            {
                fewCosts.Add(await MeasureAsync(few, fewLoad));
            }

            manyCosts.Add(await MeasureAsync(many, manyLoad));
            if (round % 2 != 0)
            {
                fewCosts.Add(await MeasureAsync(few, fewLoad));
            }
        }

        Say($"messages of 256 bytes between {MessageLoad.Agents} agents, medians of {options.Rounds} turns each:");
        MessageCost fewMedian = MessageCost.Median(fewCosts);
        MessageCost manyMedian = MessageCost.Median(manyCosts);
        Report(Few, fewMedian, fewCosts);
        Report(options.Count, manyMedian, manyCosts);
        double ratio = manyMedian.Microseconds / fewMedian.Microseconds;
        Say($"  with {options.Count} sessions a message costs {ratio:F2} of what it costs with {Few}; "
            + $"at most {Tolerance:F2}");
        return ratio;
    }

    private static async Task<MessageCost> MeasureAsync(RouterProcess router, MessageLoad load)
    {
        RouterReading before = await router.ReadAsync();
        long start = Stopwatch.GetTimestamp();
        await load.SendAsync(Turn);
        RouterReading after = await router.ReadAsync();
        return MessageCost.Between(before, after, Stopwatch.GetElapsedTime(start));
    }

    private static void Report(int sessions, MessageCost cost, IReadOnlyList<MessageCost> all) =>
        Say($"  {sessions,6} sessions: {cost.Microseconds:F2} µs router processor time a message "
            + $"({all.Min(c => c.Microseconds):F2} to {all.Max(c => c.Microseconds):F2}), {cost.PerSecond:F0} messages a second, "
            + $"{cost.PerBatch:F1} messages a batch");

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => Console.WriteLine(text);
}
