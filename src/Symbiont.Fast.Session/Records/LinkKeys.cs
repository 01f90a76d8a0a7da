using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// What a finished handshake leaves behind: the two directions, the exporter secret and the handshake hash. Owned by
/// the link's owner; each direction is used by its own thread.
/// </summary>
public sealed class LinkKeys : IDisposable
{
    private LinkKeys(
        LinkSuites suites, RecordSealer sealer, RecordOpener opener, ExporterSecret exporter, byte[] handshakeHash,
        long established) =>
        (Suites, Sealer, Opener, Exporter, HandshakeHash, Established)
            = (suites, sealer, opener, exporter, handshakeHash, established);

    /// <summary>What the handshake chose; a later one inside the session may not choose otherwise.</summary>
    public LinkSuites Suites { get; }

    /// <summary>When the handshake was completed, in monotonic nanoseconds.</summary>
    public long Established { get; }

    /// <summary>Seals what this end sends.</summary>
    public RecordSealer Sealer { get; }

    /// <summary>Opens what the peer sends.</summary>
    public RecordOpener Opener { get; }

    /// <summary>
    /// Known to both ends of this handshake only: for proofs that something else belongs to this session. Wiped with
    /// the keys; what must outlive the link takes a copy.
    /// </summary>
    public ExporterSecret Exporter { get; }

    /// <summary>The Noise handshake hash, 32 bytes; public, and different for every session.</summary>
    public byte[] HandshakeHash { get; }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        Sealer.Dispose();
        Opener.Dispose();
        Exporter.Dispose();
    }

    /// <summary>The keys of one end of a link, from what its handshake gave; nothing stays behind on a failure.</summary>
    internal static LinkKeys From(
        LinkSuites suites, ReadOnlySpan<byte> sending, ReadOnlySpan<byte> receiving, TransportSecrets secrets,
        byte[] handshakeHash, KeyLifetimes lifetimes, IClock clock)
    {
        var sealer = new RecordSealer(suites.Aead, sending, lifetimes, clock);
        try
        {
            var opener = new RecordOpener(suites.Aead, receiving, lifetimes);
            return new LinkKeys(
                suites, sealer, opener, secrets.TakeExporter(), handshakeHash, clock.MonotonicNanoseconds);
        }
        catch
        {
            sealer.Dispose();
            throw;
        }
    }
}
