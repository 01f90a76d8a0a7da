using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>What Unix and TCP sockets have in common.</summary>
public abstract class SocketTransport : ITransportUnderTest
{
    /// <inheritdoc/>
    public abstract TransportEndPoint NewEndPoint();

    /// <inheritdoc/>
    public abstract TransportEndPoint DeadEndPoint();

    /// <inheritdoc/>
    public ConnectionListener Listen(TransportEndPoint endPoint) =>
        SocketListener.Listen(endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <inheritdoc/>
    public async Task<Connection> ConnectAsync(TransportEndPoint endPoint) => await SocketConnection.ConnectAsync(
        endPoint, Guard.Patience, Guard.Patience, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { SocketDriver = SocketDriver.Epoll };
    }

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new DescriptorPoller();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the endpoints took.</summary>
    protected abstract void Dispose(bool disposing);
}
