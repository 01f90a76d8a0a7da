using NSec.Cryptography;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// An Ed25519 key out of RFC 8032, section 7.1: published, so that anyone can make the same signatures.
/// </summary>
internal sealed class ExampleKey
{
    private readonly byte[] _seed;

    private ExampleKey(string seed)
    {
        _seed = Convert.FromHexString(seed);
        using Key key = Import();
        PublicKey = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>TEST 1: the sender.</summary>
    public static ExampleKey Sender { get; } =
        new("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    /// <summary>TEST 2: the operator.</summary>
    public static ExampleKey Operator { get; } =
        new("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

    /// <summary>TEST 3: the issuer.</summary>
    public static ExampleKey Issuer { get; } =
        new("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");

    public byte[] PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> statement)
    {
        using Key key = Import();
        return SignatureAlgorithm.Ed25519.Sign(key, statement);
    }

    private Key Import() => Key.Import(SignatureAlgorithm.Ed25519, _seed, KeyBlobFormat.RawPrivateKey);
}
