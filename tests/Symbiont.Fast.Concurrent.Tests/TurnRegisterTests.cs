namespace Symbiont.Fast.Concurrent.Tests;

public sealed class TurnRegisterTests
{
    [Fact]
    public void Who_is_outside_a_turn_has_passed()
    {
        var turns = new TurnRegister(3);

        Assert.True(turns.HavePassed(turns.Mark(), self: 0));
    }

    [Fact]
    public void A_turn_that_was_under_way_must_end_first()
    {
        var turns = new TurnRegister(2);
        turns.Begin(1);
        long[] mark = turns.Mark();

        Assert.False(turns.HavePassed(mark, self: 0));
        turns.End(1);
        Assert.True(turns.HavePassed(mark, self: 0));
        turns.Begin(1);
        Assert.True(turns.HavePassed(mark, self: 0));
    }

    [Fact]
    public void A_turn_that_began_after_the_mark_does_not_matter()
    {
        var turns = new TurnRegister(2);
        long[] mark = turns.Mark();
        turns.Begin(1);

        Assert.True(turns.HavePassed(mark, self: 0));
    }

    [Fact]
    public void The_own_turn_does_not_matter()
    {
        var turns = new TurnRegister(2);
        turns.Begin(0);

        Assert.True(turns.HavePassed(turns.Mark(), self: 0));
        Assert.False(turns.HavePassed(turns.Mark(), self: 1));
    }

    [Fact]
    public void Alone_everybody_has_passed()
    {
        var turns = new TurnRegister(1);
        turns.Begin(0);

        Assert.True(turns.HavePassed(turns.Mark(), self: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TurnRegister(0));
    }
}
