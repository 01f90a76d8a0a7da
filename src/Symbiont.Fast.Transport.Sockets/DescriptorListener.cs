using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Listens on a stream socket of a family that the runtime has none for: AF_VSOCK. Owned by one thread.</summary>
public sealed class DescriptorListener : ConnectionListener
{
    private const int Backlog = 512;

    private readonly StreamSocket _socket;
    private readonly IDescriptorFamily _family;

    private DescriptorListener(StreamSocket socket, IDescriptorFamily family, TransportEndPoint bound)
    {
        (_socket, _family) = (socket, family);
        EndPoint = bound;
    }

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint { get; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="SocketException">
    /// The port is in use or not allowed, or this machine has no such context id, or no AF_VSOCK.
    /// </exception>
    public static DescriptorListener Listen(VsockEndPoint endPoint) => Listen(VsockFamily.Instance, endPoint);

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        int result;
        StreamSocket? accepted;
        do
        {
            result = _socket.Accept(out accepted);
        }
        while (result == -Errno.Interrupted || result == -Errno.ConnectionAborted);

        connection = accepted is null ? null : new DescriptorConnection(accepted, _family);
        if (result != -Errno.WouldBlock)
        {
            // Whatever it is may last, and the listener stays ready: who polls it must not turn without a rest.
            IsExhausted = result < 0;
        }

        return connection is not null;
    }

    internal static DescriptorListener Listen(IDescriptorFamily family, TransportEndPoint endPoint)
    {
        SocketFailure.ThrowIfNone(StreamSocket.Create(family.Number, out StreamSocket? socket), endPoint);
        try
        {
            Span<byte> address = stackalloc byte[IDescriptorFamily.MaxAddress];
            int length = family.Write(endPoint, address);
            SocketFailure.ThrowIf(socket!.Bind(address[..length]), endPoint);
            SocketFailure.ThrowIf(socket.Listen(Backlog), endPoint);
            return new DescriptorListener(socket, family, family.FindBound(socket, endPoint));
        }
        catch
        {
            socket!.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _socket.Dispose();
}
