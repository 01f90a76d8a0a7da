using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Ports of one virtual machine, as its host has them.</summary>
public abstract class HybridTransport : ITransportUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");
    private readonly VirtualMachine _machine;
    private uint _port = 5000;

    /// <summary>Switches the machine on.</summary>
    protected HybridTransport() => _machine = new VirtualMachine(MachinePath);

    private protected VirtualMachine Machine => _machine;

    private string MachinePath => Path.Combine(_folder.FullName, "vm.sock");

    /// <inheritdoc/>
    public TransportEndPoint NewEndPoint() => new HybridEndPoint(MachinePath, ++_port);

    /// <inheritdoc/>
    public TransportEndPoint DeadEndPoint() => NewEndPoint();

    /// <inheritdoc/>
    public abstract ConnectionListener Listen(TransportEndPoint endPoint);

    /// <inheritdoc/>
    public abstract Task<Connection> ConnectAsync(TransportEndPoint endPoint);

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options) => options;

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new DescriptorPoller();

    /// <inheritdoc/>
    public void Dispose()
    {
        _machine.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The host connects, and a program in the guest listens.</summary>
public sealed class HybridFromHostTransport : HybridTransport
{
    /// <inheritdoc/>
    public override ConnectionListener Listen(TransportEndPoint endPoint) => Machine.Listen((HybridEndPoint)endPoint);

    /// <inheritdoc/>
    public override Task<Connection> ConnectAsync(TransportEndPoint endPoint) => StreamSockets.ConnectAsync(
        endPoint, Guard.Patience, Guard.Patience, TestContext.Current.CancellationToken);
}

/// <summary>A program in the guest connects, and the host listens.</summary>
public sealed class HybridFromGuestTransport : HybridTransport
{
    /// <inheritdoc/>
    public override ConnectionListener Listen(TransportEndPoint endPoint) =>
        StreamSockets.Listen(endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <inheritdoc/>
    public override async Task<Connection> ConnectAsync(TransportEndPoint endPoint) =>
        await VirtualMachine.ConnectAsync((HybridEndPoint)endPoint);
}
