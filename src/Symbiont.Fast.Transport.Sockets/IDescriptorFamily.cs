using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>All that one family of raw stream sockets differs in from another: its addresses.</summary>
internal interface IDescriptorFamily
{
    /// <summary>How many bytes the longest address has.</summary>
    const int MaxAddress = 128;

    /// <summary>The family as socket(2) takes it.</summary>
    int Number { get; }

    /// <summary>Writes an endpoint as the kernel's address.</summary>
    /// <returns>How many bytes were written, at most <see cref="MaxAddress"/>.</returns>
    int Write(TransportEndPoint endPoint, Span<byte> address);

    /// <summary>Where a listener is bound, with what the kernel chose.</summary>
    TransportEndPoint FindBound(StreamSocket socket, TransportEndPoint asked);

    /// <summary>What must be said to the kernel before connecting.</summary>
    void PrepareConnect(StreamSocket socket, TimeSpan timeout);

    /// <summary>Where the peer is.</summary>
    PeerOrigin FindOrigin(StreamSocket socket);
}
