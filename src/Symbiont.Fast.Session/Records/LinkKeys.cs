namespace Symbiont.Fast.Session;

/// <summary>What a finished handshake leaves behind: the two directions and the handshake hash.</summary>
public sealed class LinkKeys : IDisposable
{
    internal LinkKeys(RecordSealer sealer, RecordOpener opener, byte[] handshakeHash) =>
        (Sealer, Opener, HandshakeHash) = (sealer, opener, handshakeHash);

    /// <summary>Seals what this end sends.</summary>
    public RecordSealer Sealer { get; }

    /// <summary>Opens what the peer sends.</summary>
    public RecordOpener Opener { get; }

    /// <summary>The Noise handshake hash, 32 bytes; public, and different for every session.</summary>
    public byte[] HandshakeHash { get; }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        Sealer.Dispose();
        Opener.Dispose();
    }
}
