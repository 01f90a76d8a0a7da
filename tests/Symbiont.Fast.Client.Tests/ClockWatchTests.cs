using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>When a session doubts its clock, what waits for it, and what ends the doubt.</summary>
public sealed class ClockWatchTests : IDisposable
{
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    private readonly ClockGround _ground = new();

    private ClockWatch Watch => _ground.Watch;

    private long Difference => Watch.Clock.UnixNanoseconds - _ground.Router.UnixNanoseconds;

    [Fact]
    public void Time_that_passes_is_no_reason_to_doubt()
    {
        _ground.Pass(TimeSpan.FromSeconds(50));
        Watch.AwaitCertainty();

        Assert.False(Watch.MustWait());
        Assert.Equal(0, _ground.Pings);
    }

    [Fact]
    public void After_a_pause_a_sender_waits_for_the_router_s_time_and_then_has_it()
    {
        _ground.OnFlush = _ground.Answer;
        _ground.Pause(s_tenMinutes);
        Assert.NotEqual(0, Difference);

        Watch.AwaitCertainty();

        Assert.Equal(0, Difference);
        Assert.Equal(1, _ground.Counter("clock_doubts"));
        Assert.Equal(1, _ground.Counter("clock_corrections"));
        Assert.False(Watch.MustWait());
    }

    [Fact]
    public void A_wall_clock_that_somebody_set_is_doubted_and_moves_nothing()
    {
        _ground.OnFlush = _ground.Answer;
        _ground.Pass(TimeSpan.FromSeconds(1));
        _ground.Local.SetUnix(Sender.Now - (1200 * ClockGround.Second));

        Watch.AwaitCertainty();

        Assert.Equal(0, Difference);
        Assert.Equal(1, _ground.Counter("clock_doubts"));
        Assert.Equal(0, _ground.Counter("clock_corrections"));
    }

    [Fact]
    public void A_pong_from_before_the_pause_does_not_end_the_doubt()
    {
        _ground.Pass(TimeSpan.FromSeconds(60));
        Watch.Poll();
        PingMessage before = _ground.TakePing();
        long then = _ground.Router.UnixNanoseconds;
        _ground.Pause(s_tenMinutes);
        Assert.True(Watch.MustWait());

        Watch.OnPong(before with { Time = then });
        Assert.True(Watch.MustWait());
        _ground.Answer();

        Assert.False(Watch.MustWait());
        Assert.Equal(0, Difference);
    }

    [Fact]
    public void A_round_trip_in_which_the_clocks_jumped_is_made_again()
    {
        _ground.Pass(TimeSpan.FromSeconds(60));
        Watch.Poll();
        PingMessage before = _ground.TakePing();
        long then = _ground.Router.UnixNanoseconds;
        _ground.Pause(s_tenMinutes);

        Watch.OnPong(before with { Time = then });

        Assert.True(Watch.MustWait());
        _ground.Answer();
        Assert.Equal(0, Difference);
    }

    [Fact]
    public void A_time_that_is_not_followed_fails_who_waits_and_the_next_asks_again()
    {
        _ground.OnFlush = _ground.Answer;
        _ground.Pause(TimeSpan.FromHours(2));

        Assert.Throws<ClockOffsetException>(Watch.AwaitCertainty);
        Assert.Throws<ClockOffsetException>(Watch.AwaitCertainty);

        Assert.Equal(2, _ground.Counter("clock_times_refused"));
        Assert.False(Watch.MustWait());
    }

    [Fact]
    public void An_absurd_time_without_a_doubt_changes_nothing()
    {
        _ground.Pass(TimeSpan.FromSeconds(60));
        Watch.Poll();

        _ground.Answer(long.MaxValue);
        Watch.AwaitCertainty();

        Assert.Equal(0, Difference);
        Assert.Equal(1, _ground.Counter("clock_times_refused"));
    }

    [Fact]
    public void A_router_that_does_not_answer_fails_who_waits()
    {
        using var hasty = new ClockGround(TimeSpan.FromMilliseconds(1));
        hasty.Pause(s_tenMinutes);

        Assert.Throws<TimeoutException>(hasty.Watch.AwaitCertainty);
        hasty.Pass(TimeSpan.FromMilliseconds(1));
        hasty.Watch.Poll();

        // What arrived is not held for ever.
        Assert.False(hasty.Watch.MustWait());
    }

    [Fact]
    public void Who_waits_hears_that_the_session_is_over()
    {
        _ground.Pause(s_tenMinutes);
        _ground.OnFlush = () => Watch.Break(new IOException("the session is over"));

        Assert.Throws<IOException>(Watch.AwaitCertainty);
    }

    [Fact]
    public void A_time_that_does_not_fit_is_reason_to_ask_but_not_for_ever()
    {
        _ground.Freeze(s_tenMinutes);

        Assert.True(Watch.TryDoubt());
        Assert.True(Watch.MustWait());
        _ground.Answer();
        Assert.Equal(0, Difference);

        // The others are somebody's whose clock is wrong.
        int doubts = 1;
        while (doubts < 100 && Watch.TryDoubt())
        {
            _ground.Answer();
            doubts++;
        }

        Assert.Equal(8, doubts);
        Assert.Equal(1, _ground.Counter("clock_corrections"));
        _ground.Pass(TimeSpan.FromMinutes(1));
        Assert.True(Watch.TryDoubt());
    }

    [Fact]
    public void The_router_is_asked_once_a_minute()
    {
        _ground.Pass(TimeSpan.FromSeconds(59));
        Watch.Poll();
        Assert.Equal(0, _ground.Pings);
        _ground.Pass(TimeSpan.FromSeconds(1));
        Watch.Poll();
        Watch.Poll();

        Assert.Equal(1, _ground.Pings);
        Assert.False(Watch.MustWait());
    }

    public void Dispose() => _ground.Dispose();
}
