using System.Diagnostics;
using HdrHistogram;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>Drives one path from the sender's end: all four message types, and the round trips of calls.</summary>
internal sealed class PathDriver(AgentClient client, AgentName destination)
{
    private const long MicrosecondsAMinute = 60_000_000;
    private const double NanosecondsAMicrosecond = 1_000;
    private static readonly double[] Percentiles = [50, 95, 99, 99.9];

    private static readonly SendOptions Sealed = new() { Seal = true };

    private readonly byte[] _payload = new byte[DemoPlan.PayloadBytes];

    /// <summary>Drives the path once.</summary>
    public async Task<PathReport> RunAsync(CancellationToken cancellation)
    {
        SandboxTier source = client.Name.Tier;
        SandboxTier target = destination.Tier;
        int data = await ConfirmAsync(
            MessageType.Data, DemoPlan.Allowed(source, target, MessageType.Data), cancellation);
        int events = await ConfirmAsync(
            MessageType.Event, DemoPlan.Allowed(source, target, MessageType.Event), cancellation);
        int allowedControls = DemoPlan.Allowed(source, target, MessageType.Control);
        int controls = await ConfirmAsync(MessageType.Control, allowedControls, cancellation);
        bool denied = allowedControls == 0 && await IsDeniedAsync(MessageType.Control, cancellation);
        await CallAsync(DemoPlan.WarmUp, cancellation);
        LongHistogram measured = await CallAsync(DemoPlan.RoundTrips, cancellation);
        return new PathReport
        {
            RoundTrips = measured.TotalCount,
            Percentiles = [.. Percentiles.Select(p => measured.GetValueAtPercentile(p) / NanosecondsAMicrosecond)],
            Data = data,
            Events = events,
            Controls = controls,
            ControlDenied = denied,
        };
    }

    /// <summary>Sends messages and waits for the router's receipts, a few at a time; returns how many came.</summary>
    private async Task<int> ConfirmAsync(MessageType type, int count, CancellationToken cancellation)
    {
        int confirmed = 0;
        await InParallelAsync(count, async () =>
        {
            await client.SendConfirmedAsync(
                destination, type, _payload, type == MessageType.Data ? Sealed : null, cancellation);
            Interlocked.Increment(ref confirmed);
        });
        return confirmed;
    }

    private async Task<bool> IsDeniedAsync(MessageType type, CancellationToken cancellation)
    {
        try
        {
            await client.SendConfirmedAsync(destination, type, _payload, null, cancellation);
            return false;
        }
        catch (MessageRefusedException refusal)
        {
            return refusal.Reason == RefusalReason.NotPermittedType;
        }
    }

    private async Task<LongHistogram> CallAsync(int count, CancellationToken cancellation)
    {
        var histogram = new LongHistogram(1, MicrosecondsAMinute * (long)NanosecondsAMicrosecond, 3);
        await InParallelAsync(count, async () =>
        {
            long start = Stopwatch.GetTimestamp();
            await client.RequestAsync(destination, _payload, null, cancellation);
            long nanoseconds = (long)(Stopwatch.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick);
            lock (histogram)
            {
                histogram.RecordValue(nanoseconds);
            }
        });
        return histogram;
    }

    private static Task InParallelAsync(int count, Func<Task> action)
    {
        int started = 0;
        return Task.WhenAll(Enumerable.Range(0, DemoPlan.InFlight).Select(async _ =>
        {
            while (Interlocked.Increment(ref started) <= count)
            {
                await action();
            }
        }));
    }
}
