namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>What a poller says of the router's ends: level-triggered, and with the right token.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class ReadinessContract<T> : TransportContract<T>
    where T : ITransportUnderTest, new()
{
    private const int Many = 64;

    private readonly Readiness[] _ready = new Readiness[4];

    [Fact]
    public async Task What_is_not_read_is_reported_again()
    {
        using ConnectedEnds ends = await ConnectAsync();
        Assert.Equal(0, ends.Poller.Look(_ready));

        ends.AgentEnd.SendAll([1, 2, 3]);
        for (byte next = 1; next <= 3; next++)
        {
            IsReady(ends, new Readiness(1, Readable: true, Writable: false));
            IsReady(ends, new Readiness(1, Readable: true, Writable: false));
            Assert.Equal([next], ends.RouterEnd.ReceiveExactly(1));
        }

        Assert.Equal(0, ends.Poller.Look(_ready));
        ends.AgentEnd.SendAll([4]);
        IsReady(ends, new Readiness(1, Readable: true, Writable: false));
    }

    [Fact]
    public async Task Watching_decides_what_is_reported()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.AgentEnd.SendAll([1]);

        ends.Poller.Watch(ends.Router, 1, read: true, write: true);
        IsReady(ends, new Readiness(1, Readable: true, Writable: true));
        ends.Poller.Watch(ends.Router, 1, read: false, write: true);
        IsReady(ends, new Readiness(1, Readable: false, Writable: true));
        ends.Poller.Watch(ends.Router, 1, read: false, write: false);
        Assert.Equal(0, ends.Poller.Look(_ready));
        ends.AgentEnd.SendAll([2]);
        Assert.Equal(0, ends.Poller.Look(_ready));
        ends.Poller.Watch(ends.Router, 1, read: true, write: false);
        IsReady(ends, new Readiness(1, Readable: true, Writable: false));
    }

    [Fact]
    public async Task What_was_removed_is_silent_until_it_is_added_again()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.AgentEnd.SendAll([1]);
        ends.Poller.Remove(ends.Router);
        Assert.Equal(0, ends.Poller.Look(_ready));
        ends.AgentEnd.SendAll([2]);
        Assert.Equal(0, ends.Poller.Look(_ready));

        ends.Poller.Add(ends.Router, 9);
        IsReady(ends, new Readiness(9, Readable: true, Writable: false));
    }

    [Fact]
    public async Task Room_is_reported_when_the_peer_has_read_and_not_before()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.Poller.Watch(ends.Router, 1, read: false, write: true);
        int sent = Fill(ends.Router);
        Assert.Equal(0, ends.Poller.Look(_ready));

        ends.AgentEnd.ReceiveExactly(sent);
        IsReady(ends, new Readiness(1, Readable: false, Writable: true));
        Assert.True(Fill(ends.Router) > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_goes_is_something_to_read(bool aborts)
    {
        using ConnectedEnds ends = await ConnectAsync();
        if (aborts)
        {
            ends.Agent.Abort();
        }
        else
        {
            ends.Agent.Dispose();
        }

        Assert.Equal(1, ends.Poller.Wait(_ready));
        Assert.True(_ready[0].Readable);
        Assert.Equal(IoStatus.Closed, ends.Router.Receive(new byte[1], out _));
    }

    [Fact]
    public async Task Each_of_many_is_announced_by_its_own_token()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        using IPollerUnderTest poller = Transport.CreatePoller();
        poller.Add(listener, 0);
        var agents = new List<Connection>();
        var routers = new Connection[Many + 1];
        for (int i = 1; i <= Many; i++)
        {
            agents.Add(await Transport.ConnectAsync(listener.EndPoint));
            Assert.Equal(1, poller.Wait(_ready));
            Assert.Equal(new Readiness(0, Readable: true, Writable: false), _ready[0]);
            Assert.True(listener.TryAccept(out Connection? router));
            routers[i] = router;
            poller.Add(router, (ulong)i);
        }

        Assert.Equal(0, poller.Look(_ready));
        int[] order = [.. Enumerable.Range(1, Many)];
        new Random(3).Shuffle(order);
        foreach (int i in order)
        {
            Assert.Equal(IoStatus.Done, agents[i - 1].Send([(byte)i], out _));
        }

        Assert.Equal(Enumerable.Range(1, Many), ReadTokens(poller, routers).Order());
        Assert.Equal(0, poller.Look(_ready));
        agents.ForEach(agent => agent.Dispose());
        Array.ForEach(routers, router => router?.Dispose());
    }

    /// <summary>News of one must not take the news of others with it.</summary>
    [Fact]
    public async Task Taking_one_off_and_on_again_hides_no_other()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        using IPollerUnderTest poller = Transport.CreatePoller();
        var agents = new List<Connection>();
        var routers = new Connection[4];
        for (int i = 1; i <= 3; i++)
        {
            agents.Add(await Transport.ConnectAsync(listener.EndPoint));
            routers[i] = ConnectedEnds.Accept(Transport, listener);
            agents[^1].Send([(byte)i], out _);
            poller.Add(routers[i], (ulong)i);
        }

        poller.Remove(routers[2]);
        poller.Add(routers[2], 2);

        Assert.Equal([1, 2, 3], ReadTokens(poller, routers).Order());
        agents.ForEach(agent => agent.Dispose());
        Array.ForEach(routers, router => router?.Dispose());
    }

    /// <summary>Whoever hears of one twice in a look acts the second time on what the first has changed.</summary>
    [Fact]
    public async Task A_look_tells_each_once_wherever_it_begins()
    {
        using ConnectionListener listener = Transport.Listen(Transport.NewEndPoint());
        using IPollerUnderTest poller = Transport.CreatePoller();
        var agents = new List<Connection>();
        var routers = new Connection[5];
        for (int i = 1; i <= 4; i++)
        {
            agents.Add(await Transport.ConnectAsync(listener.EndPoint));
            routers[i] = ConnectedEnds.Accept(Transport, listener);
            agents[^1].Send([1, 2], out _);
            poller.Add(routers[i], (ulong)i);
        }

        // Looks that see only some of them move the beginning on, and those that were read fall out.
        var silent = new HashSet<ulong>();
        for (int turn = 0; turn < 3; turn++)
        {
            Readiness one = Assert.Single(_ready[..poller.Wait(_ready.AsSpan(0, 1))]);
            Assert.Equal(IoStatus.Done, routers[one.Token].Receive(new byte[2], out _));
            Assert.True(silent.Add(one.Token));
            Assert.Equal(1, poller.Wait(_ready.AsSpan(0, 1)));

            ulong[] tokens = [.. _ready[..poller.Wait(_ready)].Select(ready => ready.Token)];
            Assert.Equal(tokens.Distinct(), tokens);
            Assert.DoesNotContain(tokens, silent.Contains);
        }

        agents.ForEach(agent => agent.Dispose());
        Array.ForEach(routers, router => router?.Dispose());
    }

    // The tokens of all, each with the byte that its own agent sent.
    private List<int> ReadTokens(IPollerUnderTest poller, Connection[] routers)
    {
        var tokens = new List<int>();
        byte[] one = new byte[2];
        while (tokens.Count < routers.Length - 1)
        {
            int count = poller.Wait(_ready);
            Assert.True(count > 0, "some are never announced");
            foreach (Readiness entry in _ready.AsSpan(0, count))
            {
                Assert.Equal(IoStatus.Done, routers[entry.Token].Receive(one, out int received));
                Assert.Equal(1, received);
                Assert.Equal(entry.Token, one[0]);
                tokens.Add(one[0]);
            }
        }

        return tokens;
    }

    private void IsReady(ConnectedEnds ends, Readiness expected)
    {
        Assert.Equal(1, ends.Poller.Wait(_ready));
        Assert.Equal(expected, _ready[0]);
    }

    private static int Fill(Connection connection)
    {
        byte[] block = new byte[100_000];
        int total = 0;
        while (connection.Send(block, out int sent) == IoStatus.Done)
        {
            total += sent;
        }

        return total;
    }
}
