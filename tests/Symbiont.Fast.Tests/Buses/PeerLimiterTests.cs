using Symbiont.Fast.Buses;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tests;

/// <summary>Each peer has a share of handshakes, and the table of shares is bounded.</summary>
public sealed class PeerLimiterTests
{
    private const long Second = 1_000_000_000L;
    private const int Burst = 3;

    [Fact]
    public void A_peer_gets_its_burst_and_then_its_rate()
    {
        PeerLimiter limiter = Create();

        Assert.Equal(Burst, Take(limiter, User(1), 10, 0));
        Assert.Equal(2, Take(limiter, User(1), 10, Second));
        Assert.Equal(0, Take(limiter, User(1), 10, Second));
    }

    [Fact]
    public void Peers_do_not_share()
    {
        PeerLimiter limiter = Create();
        Take(limiter, User(1), 10, 0);

        Assert.Equal(Burst, Take(limiter, User(2), 10, 0));
        Assert.Equal(Burst, Take(limiter, new PeerOrigin(PeerOriginKind.IPv4, 1), 10, 0));
        Assert.True(limiter.TryTake(1, User(1), 0));
    }

    [Fact]
    public void A_full_table_forgets_what_was_unused_for_longest_and_does_not_grow()
    {
        var limiter = new PeerLimiter(8, 2, Burst);
        for (ulong user = 0; user < 8; user++)
        {
            Assert.Equal(Burst, Take(limiter, User(user), 10, (long)user));
        }

        // User 0 is the oldest, so its place goes to the newcomer; then user 1 is, and gives way to user 0.
        Assert.True(limiter.TryTake(0, User(8), 8));
        Assert.False(limiter.TryTake(0, User(1), 9));
        Assert.True(limiter.TryTake(0, User(0), 10));
        Assert.False(limiter.TryTake(0, User(3), 11));
        Assert.Equal(8, limiter.Capacity);
    }

    [Fact]
    public void A_million_origins_take_no_more_than_the_table()
    {
        var limiter = new PeerLimiter(1000, 2, Burst);
        for (ulong address = 0; address < 1_000_000; address++)
        {
            Assert.True(limiter.TryTake(0, new PeerOrigin(PeerOriginKind.IPv4, address), 0));
        }

        Assert.Equal(1024, limiter.Capacity);
    }

    private static PeerLimiter Create() => new(64, 2, Burst);

    private static PeerOrigin User(ulong user) => new(PeerOriginKind.User, user);

    private static int Take(PeerLimiter limiter, PeerOrigin origin, int attempts, long now) =>
        Enumerable.Range(0, attempts).Count(_ => limiter.TryTake(0, origin, now));
}
