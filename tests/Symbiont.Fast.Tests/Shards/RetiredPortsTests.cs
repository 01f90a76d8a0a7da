using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Shards;

namespace Symbiont.Fast.Tests.Shards;

public sealed class RetiredPortsTests
{
    private readonly ReadySet _ready = new(16, new CountingBell());

    [Fact]
    public void A_port_stays_until_the_other_shards_turn_has_ended()
    {
        var turns = new TurnRegister(2);
        var retired = new RetiredPorts(turns, 0);
        var port = new EgressPort(1, OneToOneRing.MinCapacity, _ready);
        turns.Begin(1);
        retired.Add(port);

        Assert.Equal(0, retired.Release());
        Assert.True(port.TryClaim(FrameKind.Run, 8, out SharedRingClaim claim));
        claim.Commit();
        turns.End(1);
        Assert.Equal(1, retired.Release());
        Assert.Throws<ObjectDisposedException>(() => port.TryClaim(FrameKind.Run, 8, out _));
    }

    [Fact]
    public void Ports_go_at_once_when_no_other_shard_is_within_a_turn()
    {
        var retired = new RetiredPorts(new TurnRegister(3), 2);
        var port = new EgressPort(1, OneToOneRing.MinCapacity, _ready);

        retired.Add(port);

        Assert.Equal(0, retired.Release());
        Assert.Throws<ObjectDisposedException>(() => port.TryClaim(FrameKind.Run, 8, out _));
    }

    [Fact]
    public void At_the_end_all_go()
    {
        var turns = new TurnRegister(2);
        var retired = new RetiredPorts(turns, 1);
        EgressPort[] ports =
            [.. Enumerable.Range(0, 3).Select(slot => new EgressPort(slot, OneToOneRing.MinCapacity, _ready))];
        turns.Begin(0);
        Array.ForEach(ports, retired.Add);

        retired.ReleaseAll();

        Assert.All(ports, port => Assert.Throws<ObjectDisposedException>(
            () => port.TryClaim(FrameKind.Run, 8, out _)));
    }
}
