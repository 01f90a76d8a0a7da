namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>The primitives behind one shape, so that every test runs on all of them.</summary>
public sealed class Aead
{
    private readonly SealFunction _seal;
    private readonly OpenFunction _open;

    private Aead(int keyLength, int nonceLength, int tagLength, SealFunction seal, OpenFunction open)
    {
        KeyLength = keyLength;
        NonceLength = nonceLength;
        TagLength = tagLength;
        _seal = seal;
        _open = open;
    }

    internal delegate void SealFunction(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain,
        Span<byte> sealedText);

    internal delegate bool OpenFunction(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText,
        Span<byte> plain);

    public int KeyLength { get; }

    public int NonceLength { get; }

    public int TagLength { get; }

    /// <summary>The primitive by its name in test output; skips AES-256-GCM where the processor lacks it.</summary>
    public static Aead Named(string name)
    {
        Assert.SkipWhen(name == "AES-256-GCM" && !Sodium.Aes256GcmAvailable, "No AES instructions here.");
        return name switch
        {
            "AEGIS-128L" => new Aead(16, 16, 32, SodiumAead.SealAegis128L, SodiumAead.TryOpenAegis128L),
            "AEGIS-256" => new Aead(32, 32, 32, SodiumAead.SealAegis256, SodiumAead.TryOpenAegis256),
            "AES-256-GCM" => new Aead(32, 12, 16, SodiumAead.SealAes256Gcm, SodiumAead.TryOpenAes256Gcm),
            "ChaCha20-Poly1305" =>
                new Aead(32, 12, 16, SodiumAead.SealChaCha20Poly1305, SodiumAead.TryOpenChaCha20Poly1305),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown primitive."),
        };
    }

    public void Seal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain,
        Span<byte> sealedText) => _seal(key, nonce, associated, plain, sealedText);

    public bool TryOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText,
        Span<byte> plain) => _open(key, nonce, associated, sealedText, plain);
}
