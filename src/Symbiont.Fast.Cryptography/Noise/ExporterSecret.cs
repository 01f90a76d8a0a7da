using System.Security.Cryptography;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// A 32-byte secret that both ends of one handshake hold and nobody else, apart from the record keys: for proofs that
/// something belongs to that handshake (as the exporter of TLS 1.3, RFC 8446, section 7.5). Lies in the secret arena.
/// One thread at a time.
/// </summary>
public sealed class ExporterSecret : IDisposable
{
    /// <summary>The length of a context in bytes: a hash.</summary>
    public const int ContextSize = SHA256.HashSizeInBytes;

    private const int MaxInput = 128;

    private readonly SecretBlock _secret = SecretArena.Shared.Rent(TransportSecrets.SecretSize);

    /// <summary>Copies the secret into the secret arena; the caller wipes its own copy.</summary>
    internal ExporterSecret(ReadOnlySpan<byte> secret) => secret.CopyTo(_secret.Bytes);

    /// <summary>A copy with a life of its own, such as for a proof after the link is gone.</summary>
    /// <exception cref="SecretArenaFullException">The secret arena has no room left.</exception>
    public ExporterSecret Copy() => new(_secret.Bytes);

    /// <summary>
    /// A secret for one purpose: HKDF-Expand with SHA-256 over label ‖ context. Another label or context gives another
    /// secret, and none tells anything of this one.
    /// </summary>
    /// <param name="label">The purpose, at most 96 bytes.</param>
    /// <param name="context"><see cref="ContextSize"/> bytes, so that label and context cannot run into each other.</param>
    /// <param name="output">Receives the secret, which the caller wipes.</param>
    /// <exception cref="ArgumentException">The context's length is wrong, or the label is too long.</exception>
    public void Derive(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output) =>
        Expand(_secret.Bytes, label, context, output);

    /// <summary>
    /// Whether <paramref name="proof"/> is what <see cref="Derive"/> gives; takes as long for a wrong proof as for the
    /// right one.
    /// </summary>
    /// <param name="label">As in <see cref="Derive"/>.</param>
    /// <param name="context">As in <see cref="Derive"/>.</param>
    /// <param name="proof">The peer's claim; false unless it has 32 bytes.</param>
    /// <exception cref="ArgumentException">As in <see cref="Derive"/>.</exception>
    public bool Verify(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> proof)
    {
        Span<byte> expected = stackalloc byte[TransportSecrets.SecretSize];
        Derive(label, context, expected);
        bool equal = CryptographicOperations.FixedTimeEquals(expected, proof);
        SodiumMemory.Wipe(expected);
        return equal;
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _secret.Dispose();

    /// <summary>The exporter secret from the third output of the handshake's last HKDF and the handshake hash.</summary>
    internal static void DeriveFrom(
        ReadOnlySpan<byte> thirdOutput, ReadOnlySpan<byte> handshakeHash, Span<byte> exporter) =>
        Expand(thirdOutput, "symbiont.fast exporter"u8, handshakeHash, exporter);

    private static void Expand(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        if (context.Length != ContextSize || label.Length > MaxInput - ContextSize)
        {
            throw new ArgumentException("The context's length is wrong, or the label is too long.");
        }

        Span<byte> info = stackalloc byte[MaxInput];
        label.CopyTo(info);
        context.CopyTo(info[label.Length..]);
        HKDF.Expand(HashAlgorithmName.SHA256, secret, output, info[..(label.Length + ContextSize)]);
    }
}
