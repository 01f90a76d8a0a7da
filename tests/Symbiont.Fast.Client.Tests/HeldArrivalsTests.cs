using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What arrives while the clock is in doubt waits, in order and bounded.</summary>
public sealed class HeldArrivalsTests : IDisposable
{
    private readonly ClockGround _ground = new();
    private readonly ClientCounters _counters = new();
    private readonly HeldArrivals _held;

    public HeldArrivalsTests() => _held = new HeldArrivals(_ground.Watch, _counters);

    [Fact]
    public void Nothing_waits_without_a_doubt()
    {
        Assert.False(_held.TryHold(FrameKind.Run, [1]));
        Assert.False(_held.TryRelease(out _, out _));
    }

    [Fact]
    public void After_a_pause_arrivals_wait_for_the_router_s_time_and_keep_their_order()
    {
        _ground.Pause(TimeSpan.FromMinutes(10));

        Assert.True(_held.TryHold(FrameKind.Run, [1]));
        Assert.True(_held.TryHold(FrameKind.Control, [2]));
        Assert.False(_held.TryRelease(out _, out _));
        _ground.Answer();

        // Another that comes in between stays behind those.
        Assert.True(_held.TryHold(FrameKind.Run, [3]));
        Assert.Equal([(FrameKind.Run, 1), (FrameKind.Control, 2), (FrameKind.Run, 3)], Release());
        Assert.False(_held.TryHold(FrameKind.Run, [4]));
    }

    [Fact]
    public void What_did_not_fit_is_judged_again_once()
    {
        _ground.Freeze(TimeSpan.FromMinutes(10));

        Assert.True(_held.TryHoldMisfit(FrameKind.Run, [1]));
        _ground.Answer();
        Assert.True(_held.TryRelease(out _, out _));

        Assert.False(_held.TryHoldMisfit(FrameKind.Run, [1]));
        Assert.Equal(0, _ground.Pings);
    }

    [Fact]
    public void No_more_than_four_mebibytes_wait_and_the_rest_is_counted()
    {
        byte[] body = new byte[256 * 1024];
        _ground.Pause(TimeSpan.FromMinutes(10));
        for (int i = 0; i < 20; i++)
        {
            Assert.True(_held.TryHold(FrameKind.Run, body));
        }

        _ground.Answer();
        Assert.Equal(16, Release().Count);
        Assert.Equal(4, _counters.Set.Snapshot()
            .Single(counter => counter.Key == "runs_rejected_destination_overloaded").Value);
    }

    public void Dispose() => _ground.Dispose();

    private List<(FrameKind, int)> Release()
    {
        var released = new List<(FrameKind, int)>();
        while (_held.TryRelease(out FrameKind kind, out byte[] body))
        {
            released.Add((kind, body[0]));
        }

        return released;
    }
}
