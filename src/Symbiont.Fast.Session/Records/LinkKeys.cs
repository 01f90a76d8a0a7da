using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// What a finished handshake leaves behind: the two directions, the exporter secret and the handshake hash. Owned by
/// the link's owner; each direction is used by its own thread.
/// </summary>
public sealed class LinkKeys : IDisposable
{
    private LinkKeys(RecordSealer sealer, RecordOpener opener, ExporterSecret exporter, byte[] handshakeHash) =>
        (Sealer, Opener, Exporter, HandshakeHash) = (sealer, opener, exporter, handshakeHash);

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
        AeadSuite suite, ReadOnlySpan<byte> sending, ReadOnlySpan<byte> receiving, TransportSecrets secrets,
        byte[] handshakeHash, KeyLifetimes lifetimes, IClock clock)
    {
        var sealer = new RecordSealer(suite, sending, lifetimes, clock);
        try
        {
            var opener = new RecordOpener(suite, receiving, lifetimes);
            return new LinkKeys(sealer, opener, secrets.TakeExporter(), handshakeHash);
        }
        catch
        {
            sealer.Dispose();
            throw;
        }
    }
}
