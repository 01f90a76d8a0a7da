using System.Net;

namespace Symbiont.Fast.Transport;

/// <summary>A TCP socket.</summary>
/// <param name="Address">The IP address; names are not looked up.</param>
/// <param name="Port">The port; 0 lets the kernel choose one when listening.</param>
public sealed record TcpEndPoint(IPAddress Address, int Port) : TransportEndPoint
{
    /// <summary>The endpoint as <see cref="TransportEndPoint.Parse"/> reads it.</summary>
    public override string ToString() => $"tcp:{new IPEndPoint(Address, Port)}";
}
