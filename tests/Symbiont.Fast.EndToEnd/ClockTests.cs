using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Hosts whose clocks are wrong, stood still or were set, against a router with a clock of its own.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly byte[] Payload = "payload"u8.ToArray();
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    private readonly ManualClock _true = new(SystemClock.Instance.UnixNanoseconds);

    // What is lost would be waited for in vain.
    private readonly CancellationTokenSource _deadline =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public ClockTests() => _deadline.CancelAfter(TimeSpan.FromMinutes(1));

    private CancellationToken Cancellation => _deadline.Token;

    [Theory]
    [InlineData(-60)]
    [InlineData(20)]
    public async Task A_host_whose_clock_is_wrong_sends_and_receives_by_the_router_s(int minutes)
    {
        await using TestWorld world = Start();
        AgentClient wrong = await ConnectAsync(world, ClockAt(TimeSpan.FromMinutes(minutes)));
        AgentClient right = await ConnectAsync(world, ClockAt(TimeSpan.Zero));

        await wrong.SendConfirmedAsync(right.Name, MessageType.Control, Payload, null, Cancellation);
        await right.SendConfirmedAsync(wrong.Name, MessageType.Data, Payload, null, Cancellation);

        ReceivedMessage received = await right.ReceiveAsync(Cancellation);
        Assert.Equal(_true.UnixNanoseconds / 100, (received.Timestamp - DateTimeOffset.UnixEpoch).Ticks);
        Assert.Equal(Payload, (await wrong.ReceiveAsync(Cancellation)).Payload.ToArray());
        Assert.Equal(TimeSpan.FromMinutes(-minutes), wrong.ClockOffset);
        Assert.Equal(_true.UnixNanoseconds, wrong.Clock.UnixNanoseconds);
        Assert.Equal(TimeSpan.Zero, wrong.ClockError);
    }

    [Fact]
    public async Task The_first_message_after_a_pause_has_the_router_s_time()
    {
        await using TestWorld world = Start();
        ManualClock host = ClockAt(TimeSpan.Zero);
        AgentClient paused = await ConnectAsync(world, host);
        AgentClient right = await ConnectAsync(world, _true);
        await paused.SendConfirmedAsync(right.Name, MessageType.Data, Payload, null, Cancellation);
        await right.ReceiveAsync(Cancellation);

        Pause();
        GoOn(host);
        await paused.SendConfirmedAsync(right.Name, MessageType.Control, Payload, null, Cancellation);

        await right.ReceiveAsync(Cancellation);
        Assert.Equal(1, Counter(paused, "clock_corrections"));
        Assert.Equal(0, Counter(paused, "refusals_received"));
    }

    [Fact]
    public async Task What_arrives_at_a_host_that_stood_still_is_delivered_by_the_router_s_time()
    {
        await using TestWorld world = Start();
        ManualClock host = ClockAt(TimeSpan.Zero);
        AgentClient frozen = await ConnectAsync(world, host);
        ManualClock otherHost = ClockAt(TimeSpan.Zero);
        AgentClient sender = await ConnectAsync(world, otherHost);

        // No clock of the frozen host's knows about it.
        Pause();
        GoOn(otherHost);
        for (int i = 0; i < 5; i++)
        {
            await sender.SendConfirmedAsync(
                frozen.Name, MessageType.Data, BitConverter.GetBytes(i), null, Cancellation);
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(i, BitConverter.ToInt32((await frozen.ReceiveAsync(Cancellation)).Payload.Span));
        }

        Assert.Equal(1, Counter(frozen, "clock_corrections"));
        Assert.Equal(0, Counter(frozen, "runs_rejected_timestamp_out_of_range"));
        await frozen.SendConfirmedAsync(sender.Name, MessageType.Control, Payload, null, Cancellation);
    }

    [Fact]
    public async Task A_sender_that_stood_still_without_a_sign_hears_of_its_refusal_and_the_next_message_passes()
    {
        await using TestWorld world = Start();
        AgentClient frozen = await ConnectAsync(world, ClockAt(TimeSpan.Zero));
        AgentClient right = await ConnectAsync(world, _true);
        await frozen.SendConfirmedAsync(right.Name, MessageType.Data, Payload, null, Cancellation);

        Pause();
        MessageRefusedException refused = await Assert.ThrowsAsync<MessageRefusedException>(async () =>
            await frozen.SendConfirmedAsync(right.Name, MessageType.Data, Payload, null, Cancellation));
        await frozen.SendConfirmedAsync(right.Name, MessageType.Data, Payload, null, Cancellation);

        Assert.Equal(RefusalReason.TimestampOutOfRange, refused.Reason);
        Assert.Equal(1, Counter(frozen, "clock_corrections"));
    }

    [Fact]
    public async Task An_agent_that_was_certified_during_the_pause_is_believed_after_it()
    {
        await using TestWorld world = Start();
        AgentClient frozen = await ConnectAsync(world, ClockAt(TimeSpan.Zero));

        // Its credential begins after the frozen host's time.
        Pause();
        AgentBundle young = world.Certify(SandboxTier.Docker, notBeforeFromNow: s_tenMinutes / 2);
        AgentClient sender = await ConnectAsync(world, _true, young);
        await sender.SendConfirmedAsync(frozen.Name, MessageType.Data, Payload, null, Cancellation);

        Assert.Equal(young.Name, (await frozen.ReceiveAsync(Cancellation)).Sender);
        Assert.Equal(0, Counter(frozen, "runs_rejected_credential_expired"));
    }

    [Fact]
    public async Task A_router_whose_time_is_absurd_gets_no_session()
    {
        await using TestWorld world = Start();
        ClockOffsetException refused = await Assert.ThrowsAsync<ClockOffsetException>(
            () => ConnectAsync(world, _true, limit: TimeSpan.FromMinutes(19), offset: TimeSpan.FromMinutes(-20)));

        Assert.Equal(TimeSpan.FromMinutes(20), refused.Offset);
        Assert.Equal(TimeSpan.FromMinutes(19), refused.Limit);
    }

    [Fact]
    public async Task After_a_pause_too_long_to_be_followed_sending_fails_and_says_why()
    {
        await using TestWorld world = Start();
        ManualClock host = ClockAt(TimeSpan.Zero);
        AgentClient paused = await ConnectAsync(world, host, limit: TimeSpan.FromMinutes(5));
        AgentClient right = await ConnectAsync(world, _true);
        await paused.SendConfirmedAsync(right.Name, MessageType.Data, Payload, null, Cancellation);

        // The host's wall clock was set, to something else.
        Pause();
        host.Advance(TimeSpan.FromMilliseconds(5));
        host.SetUnix(host.UnixNanoseconds + 2_000_000_000L);

        await Assert.ThrowsAsync<ClockOffsetException>(async () =>
            await paused.SendAsync(right.Name, MessageType.Data, Payload, null, Cancellation));
        Assert.Equal(1, Counter(paused, "clock_times_refused"));
        Assert.Equal(0, Counter(paused, "clock_corrections"));
    }

    public void Dispose() => _deadline.Dispose();

    private static long Counter(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;

    private TestWorld Start() => TestWorld.Start(Policies.Open, options => options with { Clock = _true });

    private ManualClock ClockAt(TimeSpan offset) =>
        new(_true.UnixNanoseconds + (offset.Ticks * TimeSpan.NanosecondsPerTick));

    // For everybody but the paused host. Only the wall clock, so that nothing else runs out of time.
    private void Pause() =>
        _true.SetUnix(_true.UnixNanoseconds + (s_tenMinutes.Ticks * TimeSpan.NanosecondsPerTick));

    // Its wall clock is right again; the monotonic one knows nothing of the time between.
    private void GoOn(ManualClock host)
    {
        host.Advance(TimeSpan.FromMilliseconds(5));
        host.SetUnix(_true.UnixNanoseconds);
    }

    private Task<AgentClient> ConnectAsync(
        TestWorld world, ManualClock clock, AgentBundle? bundle = null, TimeSpan? limit = null,
        TimeSpan offset = default) =>
        world.ConnectAsync(
            bundle ?? world.Certify(SandboxTier.Docker),
            world.Options(SandboxTier.Docker) with
            {
                Clock = offset == default ? clock : ClockAt(offset),
                MaxClockOffset = limit ?? TimeSpan.FromHours(1),
            });
}
