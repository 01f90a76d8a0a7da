namespace Symbiont.Fast.Concurrent.Tests;

public sealed class UseCountTests
{
    [Fact]
    public void Unused_the_closer_releases()
    {
        var uses = new UseCount();
        Assert.True(uses.TryEnter());
        Assert.False(uses.Leave());

        Assert.True(uses.Close());

        Assert.True(uses.IsClosed);
        Assert.False(uses.TryEnter());
        Assert.False(uses.Close());
    }

    [Fact]
    public void In_use_the_last_user_releases()
    {
        var uses = new UseCount();
        Assert.True(uses.TryEnter());
        Assert.True(uses.TryEnter());

        Assert.False(uses.Close());

        Assert.False(uses.TryEnter());
        Assert.False(uses.Leave());
        Assert.True(uses.Leave());
    }

    [Fact]
    public async Task Of_many_threads_exactly_one_releases()
    {
        for (int round = 0; round < 200; round++)
        {
            var uses = new UseCount();
            int releases = 0;
            Task[] users =
            [
                .. Enumerable.Range(0, 3).Select(_ => Task.Run(
                    () =>
                    {
                        while (uses.TryEnter())
                        {
                            Interlocked.Add(ref releases, uses.Leave() ? 1 : 0);
                        }
                    },
                    TestContext.Current.CancellationToken)),
            ];
            Interlocked.Add(ref releases, uses.Close() ? 1 : 0);
            await Task.WhenAll(users).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

            Assert.Equal(1, releases);
        }
    }
}
