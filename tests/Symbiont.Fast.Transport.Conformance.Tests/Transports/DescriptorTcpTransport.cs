using System.Buffers.Binary;
using System.Net;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>AF_INET by system calls, over loopback: connecting takes its time there, as it does with vsock.</summary>
public sealed class DescriptorTcpTransport : DescriptorTransport
{
    private protected override IDescriptorFamily Family { get; } = new InternetFamily();

    /// <inheritdoc/>
    public override TransportEndPoint NewEndPoint() => new TcpEndPoint(IPAddress.Loopback, 0);

    internal sealed class InternetFamily : IDescriptorFamily
    {
        private const int Internet = 2;
        private const int Size = 16;

        public int Number => Internet;

        public int Write(TransportEndPoint endPoint, Span<byte> address)
        {
            var tcp = (TcpEndPoint)endPoint;
            address[..Size].Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(address, Internet);
            BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)tcp.Port);
            Assert.True(tcp.Address.TryWriteBytes(address[4..], out _));
            return Size;
        }

        public TransportEndPoint FindBound(StreamSocket socket, TransportEndPoint asked) => Find(socket, ofPeer: false);

        public void PrepareConnect(StreamSocket socket, TimeSpan timeout)
        {
            // Nothing but vsock has a limit of its own that is shorter.
        }

        public PeerOrigin FindOrigin(StreamSocket socket)
        {
            TcpEndPoint peer = Find(socket, ofPeer: true);
            Span<byte> address = stackalloc byte[4];
            return peer.Address.TryWriteBytes(address, out _)
                ? new PeerOrigin(PeerOriginKind.IPv4, BinaryPrimitives.ReadUInt32BigEndian(address))
                : default;
        }

        private static TcpEndPoint Find(StreamSocket socket, bool ofPeer)
        {
            Span<byte> address = stackalloc byte[Size];
            Assert.Equal(Size, socket.FindAddress(ofPeer, address));
            return new TcpEndPoint(
                new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
        }
    }
}
