namespace Symbiont.Fast.Benchmarks.Harness.Tests;

public sealed class PlacementTests
{
    private static readonly Role[] Relay = [new("agent", 0), new("relay", 1), new("echo", 0)];
    private static readonly Role[] Spinning = [new("agents", 0, Spins: true), new("relay", 1, Spins: true)];

    [Fact]
    public void Roles_get_the_cores_that_may_be_used_and_say_which_they_share()
    {
        var placement = Placement.Of(Relay, [2, 5]);

        Assert.Equal([2, 5, 2], Relay.Select(role => placement.CoreOf(role.Name)));
        Assert.Equal(2, placement.Measuring);
        Assert.Equal("agent + echo on core 2 (shared); relay on core 5", placement.ToString());
        Assert.Null(placement.Obstacle);
    }

    [Fact]
    public void On_one_core_roles_that_sleep_share_it()
    {
        var placement = Placement.Of(Relay, [3]);

        Assert.Equal("agent + relay + echo on core 3 (shared)", placement.ToString());
        Assert.Null(placement.Obstacle);
    }

    [Fact]
    public void On_one_core_roles_that_spin_cannot_be_measured() =>
        Assert.Equal(
            "agents + relay would share core 3, where one of them spins", Placement.Of(Spinning, [3]).Obstacle);

    [Fact]
    public void On_two_cores_they_can()
    {
        var placement = Placement.Of(Spinning, [0, 1]);

        Assert.Null(placement.Obstacle);
        Assert.Equal("agents on core 0; relay on core 1", placement.ToString());
    }

    [Fact]
    public void No_role_and_no_core_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Placement.Of([], [0]));
        Assert.Throws<ArgumentException>(() => Placement.Of(Relay, []));
    }
}
