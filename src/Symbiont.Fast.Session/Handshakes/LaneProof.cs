using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// Shows that whoever opens a link has the session which the link is to join: 32 bytes that only that session's
/// exporter secret gives, for the new link's handshake and no other.
/// </summary>
public static class LaneProof
{
    /// <summary>The proof's size in bytes.</summary>
    public const int Size = 32;

    private static ReadOnlySpan<byte> Label => "symbiont.fast lane 1"u8;

    /// <summary>Writes the proof, <see cref="Size"/> bytes.</summary>
    public static void Write(ExporterSecret session, ReadOnlySpan<byte> handshakeHash, Span<byte> proof) =>
        session.Derive(Label, handshakeHash, proof);

    /// <summary>Checks the proof, in constant time.</summary>
    public static bool Verify(ExporterSecret session, ReadOnlySpan<byte> handshakeHash, ReadOnlySpan<byte> proof) =>
        session.Verify(Label, handshakeHash, proof);
}
