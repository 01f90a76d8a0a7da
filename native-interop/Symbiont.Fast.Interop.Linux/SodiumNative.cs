using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// The libsodium functions in use, with their C signatures; unsigned long long is <see cref="ulong"/>.
/// </summary>
internal static unsafe partial class SodiumNative
{
    private const string Library = "libsodium";

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "sodium_version_string")]
    public static partial byte* VersionString();

    [LibraryImport(Library, EntryPoint = "sodium_memzero")]
    public static partial void MemoryZero(byte* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "sodium_memcmp")]
    public static partial int MemoryCompare(byte* first, byte* second, nuint length);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis128l_keybytes")]
    public static partial nuint Aegis128LKeyBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis128l_npubbytes")]
    public static partial nuint Aegis128LNonceBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis128l_abytes")]
    public static partial nuint Aegis128LTagBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_is_available")]
    public static partial int Aes256GcmIsAvailable();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis128l_encrypt")]
    public static partial int SealAegis128L(
        byte* c, ulong* cLength, byte* m, ulong mLength, byte* ad, ulong adLength, byte* secret,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis128l_decrypt")]
    public static partial int OpenAegis128L(
        byte* m, ulong* mLength, byte* secret, byte* c, ulong cLength, byte* ad, ulong adLength,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_encrypt")]
    public static partial int SealAes256Gcm(
        byte* c, ulong* cLength, byte* m, ulong mLength, byte* ad, ulong adLength, byte* secret,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aes256gcm_decrypt")]
    public static partial int OpenAes256Gcm(
        byte* m, ulong* mLength, byte* secret, byte* c, ulong cLength, byte* ad, ulong adLength,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_encrypt")]
    public static partial int SealChaCha20Poly1305(
        byte* c, ulong* cLength, byte* m, ulong mLength, byte* ad, ulong adLength, byte* secret,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_decrypt")]
    public static partial int OpenChaCha20Poly1305(
        byte* m, ulong* mLength, byte* secret, byte* c, ulong cLength, byte* ad, ulong adLength,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis256_keybytes")]
    public static partial nuint Aegis256KeyBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis256_npubbytes")]
    public static partial nuint Aegis256NonceBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis256_abytes")]
    public static partial nuint Aegis256TagBytes();

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis256_encrypt")]
    public static partial int SealAegis256(
        byte* c, ulong* cLength, byte* m, ulong mLength, byte* ad, ulong adLength, byte* secret,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_aegis256_decrypt")]
    public static partial int OpenAegis256(
        byte* m, ulong* mLength, byte* secret, byte* c, ulong cLength, byte* ad, ulong adLength,
        byte* nonce, byte* key);

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_publickeybytes")]
    public static partial nuint MlKem768PublicKeyBytes();

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_secretkeybytes")]
    public static partial nuint MlKem768SecretKeyBytes();

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_ciphertextbytes")]
    public static partial nuint MlKem768CiphertextBytes();

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_sharedsecretbytes")]
    public static partial nuint MlKem768SharedSecretBytes();

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_seedbytes")]
    public static partial nuint MlKem768SeedBytes();

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_seed_keypair")]
    public static partial int MlKem768SeedKeyPair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_enc")]
    public static partial int MlKem768Encapsulate(byte* ciphertext, byte* shared, byte* publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_enc_deterministic")]
    public static partial int MlKem768EncapsulateWith(byte* ciphertext, byte* shared, byte* publicKey, byte* seed);

    [LibraryImport(Library, EntryPoint = "crypto_kem_mlkem768_dec")]
    public static partial int MlKem768Decapsulate(byte* shared, byte* ciphertext, byte* secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_kem_xwing_seed_keypair")]
    public static partial int XWingSeedKeyPair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library, EntryPoint = "crypto_kem_xwing_enc")]
    public static partial int XWingEncapsulate(byte* ciphertext, byte* shared, byte* publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_kem_xwing_enc_deterministic")]
    public static partial int XWingEncapsulateWith(byte* ciphertext, byte* shared, byte* publicKey, byte* seed);

    [LibraryImport(Library, EntryPoint = "crypto_kem_xwing_dec")]
    public static partial int XWingDecapsulate(byte* shared, byte* ciphertext, byte* secretKey);
}
