using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>TCP over loopback, on ports that the kernel chooses.</summary>
public sealed class TcpTransport : SocketTransport
{
    private Socket? _bound;

    /// <inheritdoc/>
    public override TransportEndPoint NewEndPoint() => new TcpEndPoint(IPAddress.Loopback, 0);

    /// <inheritdoc/>
    /// <remarks>A port that is bound, so that it goes to nobody else meanwhile, and not listened on.</remarks>
    public override TransportEndPoint DeadEndPoint()
    {
        _bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new TcpEndPoint(IPAddress.Loopback, ((IPEndPoint)_bound.LocalEndPoint!).Port);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _bound?.Dispose();
}
