namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>An agent's end and the router's, each with all that it needs to go on.</summary>
public sealed class ConnectedEnds : IDisposable
{
    private readonly ConnectionListener _listener;

    private ConnectedEnds(ConnectionListener listener, Connection agent, Connection router, IPollerUnderTest poller)
    {
        _listener = listener;
        (Agent, Router, Poller) = (agent, router, poller);
        agent.SetReceiveTimeout(Guard.Patience);
        poller.Add(router, 1);
        (AgentEnd, RouterEnd) = (new StreamEnd(agent, null), new StreamEnd(router, poller));
    }

    /// <summary>The end that waits.</summary>
    public Connection Agent { get; }

    /// <summary>The end that does not.</summary>
    public Connection Router { get; }

    /// <summary>Watches the router's end, with token 1.</summary>
    public IPollerUnderTest Poller { get; }

    /// <summary>The agent's end as a stream.</summary>
    public StreamEnd AgentEnd { get; }

    /// <summary>The router's end as a stream.</summary>
    public StreamEnd RouterEnd { get; }

    /// <summary>Makes a pair.</summary>
    public static async Task<ConnectedEnds> ConnectAsync(ITransportUnderTest transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ConnectionListener listener = transport.Listen(transport.NewEndPoint());
        Connection agent = await transport.ConnectAsync(listener.EndPoint);
        return new ConnectedEnds(listener, agent, Accept(transport, listener), transport.CreatePoller());
    }

    /// <summary>Takes the connection that an agent has made.</summary>
    public static Connection Accept(ITransportUnderTest transport, ConnectionListener listener)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(listener);
        if (!listener.TryAccept(out Connection? connection))
        {
            // The kernel may take a moment to show it.
            using IPollerUnderTest poller = transport.CreatePoller();
            poller.Add(listener, 1);
            Assert.Equal(1, poller.Wait(new Readiness[1]));
            Assert.True(listener.TryAccept(out connection));
        }

        return connection;
    }

    /// <summary>The two ends, the sender first.</summary>
    public (StreamEnd From, StreamEnd To) Direction(bool toRouter) =>
        toRouter ? (AgentEnd, RouterEnd) : (RouterEnd, AgentEnd);

    /// <summary>Closes both ends and the listener.</summary>
    public void Dispose()
    {
        Agent.Dispose();
        Router.Dispose();
        Poller.Dispose();
        _listener.Dispose();
    }
}
