using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>
/// The sockets by system calls that AF_VSOCK has, with a family that this machine reaches without leaving it: all but
/// the addresses is the same code.
/// </summary>
public abstract class DescriptorTransport : ITransportUnderTest
{
    private protected abstract IDescriptorFamily Family { get; }

    /// <inheritdoc/>
    public abstract TransportEndPoint NewEndPoint();

    /// <inheritdoc/>
    public virtual TransportEndPoint DeadEndPoint() => NewEndPoint();

    /// <inheritdoc/>
    public ConnectionListener Listen(TransportEndPoint endPoint) => DescriptorListener.Listen(Family, endPoint);

    /// <inheritdoc/>
    public async Task<Connection> ConnectAsync(TransportEndPoint endPoint) => await DescriptorConnection.ConnectAsync(
        Family, endPoint, Guard.Patience, Guard.Patience, TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options) => options;

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new DescriptorPoller();

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
