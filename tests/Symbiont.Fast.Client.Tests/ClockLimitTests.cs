using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client.Tests;

/// <summary>How far a router may move an agent's clock.</summary>
public sealed class ClockLimitTests : IDisposable
{
    private const long Second = 1_000_000_000L;
    private const long Hour = 3600 * Second;

    // The credential is valid for an hour before now and 45 minutes after.
    private readonly Sender _sender = new();
    private readonly AgentBundle _bundle;

    public ClockLimitTests() => _bundle = new AgentBundle(
        _sender.Credential, SigningKey.Generate(), KeyAgreementKey.Generate(), _sender.OperatorKey, new byte[32]);

    [Theory]
    [InlineData(0, true)]
    [InlineData(30 * 60, true)]
    [InlineData(-30 * 60, true)]
    [InlineData((30 * 60) + 1, false)]
    [InlineData((-30 * 60) - 1, false)]
    public void The_offset_has_a_limit_either_way(int seconds, bool follows)
    {
        ClockOffsetException? refused = Check(Sender.Now, Sender.Now + (seconds * Second), TimeSpan.FromMinutes(30));

        Assert.Equal(follows, refused is null);
        Assert.True(refused is null || refused.Offset == TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(-Hour, true)]
    [InlineData(-Hour - 1, false)]
    [InlineData((Hour * 3 / 4) - 1, true)]
    [InlineData(Hour * 3 / 4, false)]
    public void No_time_outside_the_agent_s_own_credential_is_believed(long offset, bool follows) =>
        Assert.Equal(follows, Check(Sender.Now, Sender.Now + offset, TimeSpan.FromDays(1)) is null);

    [Fact]
    public void A_clock_that_stood_still_for_days_knows_from_the_credential_that_it_is_later()
    {
        long stale = Sender.Now - (72 * Hour);

        Assert.Null(Check(stale, Sender.Now, TimeSpan.FromHours(1)));
        Assert.NotNull(Check(stale, Sender.Now, TimeSpan.FromMinutes(59)));
        Assert.NotNull(Check(stale, stale, TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void Absurd_times_are_refused_and_do_not_wrap(long time)
    {
        ClockOffsetException? refused = Check(Sender.Now, time, TimeSpan.FromDays(366));

        Assert.NotNull(refused);
        Assert.Equal(time > Sender.Now, refused.Offset > TimeSpan.Zero);
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _sender.Dispose();
    }

    private ClockOffsetException? Check(long local, long router, TimeSpan limit)
    {
        var options = new AgentClientOptions
        {
            EndPoint = new UnixEndPoint("/nowhere"),
            ListenerId = "docker",
            Clock = new ManualClock(local),
            MaxClockOffset = limit,
        };
        return new ClockLimit(_bundle, options).Check(router);
    }
}
