using NSec.Cryptography;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>What is signed, by whom: sections 4, 9 and 10.</summary>
internal static class PageSignatures
{
    public static bool Session(byte[] signingKey, byte[] handshakeHash, byte[] signature) =>
        Verify(signingKey, [.. "symbiont.fast session 1"u8, .. handshakeHash], signature);

    public static bool Issuer(byte[] operatorKey, PageCredential credential) =>
        Verify(
            operatorKey,
            [.. "symbiont.fast issuer 1"u8, .. credential.OperatorSigned],
            credential.OperatorSignature);

    public static bool Credential(PageCredential credential) =>
        Verify(
            credential.IssuerKey,
            [.. "symbiont.fast credential 1"u8, .. credential.IssuerSigned],
            credential.IssuerSignature);

    public static bool Verify(byte[] key, byte[] text, byte[] signature)
    {
        SignatureAlgorithm ed25519 = SignatureAlgorithm.Ed25519;
        return PublicKey.TryImport(ed25519, key, KeyBlobFormat.RawPublicKey, out PublicKey? publicKey)
            && ed25519.Verify(publicKey!, text, signature);
    }
}
