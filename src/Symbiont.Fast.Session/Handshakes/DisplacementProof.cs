using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// Shows that whoever opens a session had the one before: 32 bytes that only the old session's exporter secret gives,
/// for the new session's handshake and no other.
/// </summary>
public static class DisplacementProof
{
    /// <summary>The proof's size in bytes.</summary>
    public const int Size = 32;

    private static ReadOnlySpan<byte> Label => "symbiont.fast displace 1"u8;

    /// <summary>Writes the proof, <see cref="Size"/> bytes.</summary>
    public static void Write(ExporterSecret former, ReadOnlySpan<byte> handshakeHash, Span<byte> proof) =>
        former.Derive(Label, handshakeHash, proof);

    /// <summary>Checks the proof, in constant time.</summary>
    public static bool Verify(ExporterSecret former, ReadOnlySpan<byte> handshakeHash, ReadOnlySpan<byte> proof) =>
        former.Verify(Label, handshakeHash, proof);
}
