using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>AF_VSOCK: the runtime's own sockets refuse it on Linux.</summary>
internal sealed class VsockFamily : IDescriptorFamily
{
    private VsockFamily()
    {
    }

    /// <summary>The only instance.</summary>
    public static VsockFamily Instance { get; } = new();

    /// <inheritdoc/>
    public int Number => VsockAddress.FamilyNumber;

    /// <inheritdoc/>
    public int Write(TransportEndPoint endPoint, Span<byte> address)
    {
        var vsock = (VsockEndPoint)endPoint;
        return new VsockAddress(vsock.ContextId, vsock.Port).Write(address);
    }

    /// <inheritdoc/>
    public TransportEndPoint FindBound(StreamSocket socket, TransportEndPoint asked) =>
        TryFind(socket, ofPeer: false, out VsockAddress bound)
            ? new VsockEndPoint(bound.ContextId, bound.Port)
            : asked;

    /// <inheritdoc/>
    /// <remarks>An older kernel may not know the option; then its own limit of 2 s holds.</remarks>
    public void PrepareConnect(StreamSocket socket, TimeSpan timeout) => socket.SetVsockConnectTimeout(timeout);

    /// <inheritdoc/>
    public PeerOrigin FindOrigin(StreamSocket socket) => TryFind(socket, ofPeer: true, out VsockAddress peer)
        ? new PeerOrigin(PeerOriginKind.ContextId, peer.ContextId)
        : default;

    private static bool TryFind(StreamSocket socket, bool ofPeer, out VsockAddress address)
    {
        Span<byte> bytes = stackalloc byte[VsockAddress.Size];
        address = default;
        return socket.FindAddress(ofPeer, bytes) == bytes.Length && VsockAddress.TryRead(bytes, out address);
    }
}
