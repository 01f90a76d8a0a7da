namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>The register of turns, in every order in which its threads' accesses can fall.</summary>
public sealed class TurnInterleavingTests(ITestOutputHelper output)
{
    [Fact]
    public void Nothing_is_released_while_a_reader_can_use_it_in_any_interleaving()
    {
        int states = Visit(TurnMistake.None);

        output.WriteLine($"{states} states");
        Assert.True(states > 1000);
    }

    [Theory]
    [InlineData(TurnMistake.MarksEarly)]
    [InlineData(TurnMistake.LooksEarly)]
    [InlineData(TurnMistake.EndsEarly)]
    [InlineData(TurnMistake.DoesNotWait)]
    public void Each_mistake_that_the_protocol_avoids_is_found(TurnMistake mistake) =>
        Assert.Throws<InvalidOperationException>(() => Visit(mistake));

    private static int Visit(TurnMistake mistake) =>
        Explorer.Visit(TurnModel.Start, TurnModel.Threads, new TurnModel(mistake).Step, TurnModel.IsDone);
}
