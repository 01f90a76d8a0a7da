namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>All that the suite must know about a transport; a new one brings this and the suite does the rest.</summary>
public interface ITransportUnderTest : IDisposable
{
    /// <summary>Where one can listen; the listener's own endpoint says where it does.</summary>
    TransportEndPoint NewEndPoint();

    /// <summary>Where nobody listens, nor will.</summary>
    TransportEndPoint DeadEndPoint();

    /// <summary>Starts to listen.</summary>
    ConnectionListener Listen(TransportEndPoint endPoint);

    /// <summary>Connects the agent's end, for blocking use.</summary>
    Task<Connection> ConnectAsync(TransportEndPoint endPoint);

    /// <summary>What a router is told so that it uses this transport.</summary>
    RouterOptions Configure(RouterOptions options);

    /// <summary>Makes a poller for listeners and the router's ends.</summary>
    IPollerUnderTest CreatePoller();
}
