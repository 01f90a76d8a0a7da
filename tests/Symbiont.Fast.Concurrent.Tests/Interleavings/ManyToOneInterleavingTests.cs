namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>The many-to-one ring's protocol, in every order in which its threads' accesses can fall.</summary>
public sealed class ManyToOneInterleavingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void Nothing_is_lost_doubled_torn_or_out_of_order_in_any_interleaving(int capacity)
    {
        var model = new ManyToOneModel(capacity, RingMistake.None);

        int states = Explorer.Visit(model.Start, ManyToOneModel.Threads, model.Step, ManyToOneModel.IsDone);

        output.WriteLine($"{states} states");
        Assert.True(states > 1000);
    }

    [Theory]
    [InlineData(RingMistake.PublishesEarly)]
    [InlineData(RingMistake.TakesWithoutCompare)]
    [InlineData(RingMistake.FreesBeforeClearing)]
    [InlineData(RingMistake.MiscountsRoom)]
    public void Each_mistake_that_the_protocol_avoids_is_found(RingMistake mistake)
    {
        var model = new ManyToOneModel(4, mistake);

        Assert.Throws<InvalidOperationException>(
            () => Explorer.Visit(model.Start, ManyToOneModel.Threads, model.Step, ManyToOneModel.IsDone));
    }
}
