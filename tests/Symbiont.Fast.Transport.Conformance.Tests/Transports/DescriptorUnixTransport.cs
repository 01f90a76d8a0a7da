using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>AF_UNIX by system calls, under names that go with their socket as vsock's ports do (unix(7), abstract).</summary>
public sealed class DescriptorUnixTransport : DescriptorTransport
{
    private static int s_names;

    private protected override IDescriptorFamily Family { get; } = new AbstractUnixFamily();

    /// <inheritdoc/>
    public override TransportEndPoint NewEndPoint() => new UnixEndPoint(string.Create(
        CultureInfo.InvariantCulture, $"sf-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}"));

    private sealed class AbstractUnixFamily : IDescriptorFamily
    {
        private const int Unix = 1;
        private const int NameOffset = 3;

        public int Number => Unix;

        public int Write(TransportEndPoint endPoint, Span<byte> address)
        {
            address.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(address, Unix);
            return NameOffset + Encoding.UTF8.GetBytes(((UnixEndPoint)endPoint).Path, address[NameOffset..]);
        }

        public TransportEndPoint FindBound(StreamSocket socket, TransportEndPoint asked) => asked;

        public void PrepareConnect(StreamSocket socket, TimeSpan timeout)
        {
            // Connecting to a Unix socket is done at once, or not at all.
        }

        public PeerOrigin FindOrigin(StreamSocket socket) => default;
    }
}
