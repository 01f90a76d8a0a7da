using System.Security.Cryptography;
using System.Text;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Keys as text: a prefix that says what the key is, <c>_</c>, and the lower-case unpadded base32 (RFC 4648, section 6)
/// of the key's 32 bytes and a checksum. The checksum is the first four bytes of SHA-256(prefix ‖ key), so a typing
/// error and a key pasted into the wrong place are both found. Secrets start with <c>sfsec-</c>, which scanners can
/// look for. No method ever repeats a text that it could not read.
/// </summary>
public static class KeyText
{
    /// <summary>Seed of an operator's <see cref="SigningKey"/>.</summary>
    public const string OperatorSecret = "sfsec-operator";

    /// <summary>Seed of an issuer's <see cref="SigningKey"/>.</summary>
    public const string IssuerSecret = "sfsec-issuer";

    /// <summary>Seed of an agent's <see cref="SigningKey"/>.</summary>
    public const string AgentSigningSecret = "sfsec-agent-signing";

    /// <summary>Seed of an agent's <see cref="KeyAgreementKey"/>.</summary>
    public const string AgentStaticSecret = "sfsec-agent-static";

    /// <summary>Seed of a router's <see cref="KeyAgreementKey"/>.</summary>
    public const string RouterStaticSecret = "sfsec-router-static";

    /// <summary>A <see cref="BootstrapToken"/>.</summary>
    public const string BootstrapSecret = "sfsec-bootstrap";

    /// <summary>An operator's public signing key.</summary>
    public const string OperatorPublic = "sfpub-operator";

    /// <summary>A router's public key agreement key.</summary>
    public const string RouterPublic = "sfpub-router";

    /// <summary>The length of a key in bytes.</summary>
    public const int PayloadSize = 32;

    private const int ChecksumSize = 4;
    private const int CodedSize = PayloadSize + ChecksumSize;
    private const int MaxPrefix = 32;

    /// <summary>Writes a key.</summary>
    /// <param name="prefix">One of this type's constants.</param>
    /// <param name="payload">The key, 32 bytes.</param>
    /// <exception cref="ArgumentException">The key is not 32 bytes, or the prefix too long.</exception>
    public static string Format(string prefix, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != PayloadSize)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(payload));
        }

        Span<byte> coded = stackalloc byte[CodedSize];
        payload.CopyTo(coded);
        Checksum(prefix, payload, coded[PayloadSize..]);
        Span<char> digits = stackalloc char[Base32.EncodedLength(CodedSize)];
        Base32.Encode(coded, digits);
        string text = string.Concat(prefix, "_", digits);
        CryptographicOperations.ZeroMemory(coded);
        digits.Clear();
        return text;
    }

    /// <summary>
    /// Reads a key. False when the text has another prefix, a wrong length, a character that is not base32, or a
    /// checksum that does not fit; <paramref name="payload"/> is then all zeros.
    /// </summary>
    /// <param name="prefix">The prefix that the key must have.</param>
    /// <param name="text">The text, without white space around it.</param>
    /// <param name="payload">Receives the key; exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The destination is not 32 bytes, or the prefix too long.</exception>
    public static bool TryParse(string prefix, string text, Span<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(text);
        if (payload.Length != PayloadSize)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(payload));
        }

        payload.Clear();
        bool prefixed = text.StartsWith(prefix, StringComparison.Ordinal)
            && text.Length == prefix.Length + 1 + Base32.EncodedLength(CodedSize)
            && text[prefix.Length] == '_';
        if (!prefixed)
        {
            return false;
        }

        Span<byte> coded = stackalloc byte[CodedSize];
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        bool valid = Base32.TryDecode(text.AsSpan(prefix.Length + 1), coded);
        Checksum(prefix, coded[..PayloadSize], checksum);
        valid &= CryptographicOperations.FixedTimeEquals(checksum, coded[PayloadSize..]);
        if (valid)
        {
            coded[..PayloadSize].CopyTo(payload);
        }

        CryptographicOperations.ZeroMemory(coded);
        return valid;
    }

    private static void Checksum(string prefix, ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > MaxPrefix)
        {
            throw new ArgumentException("A prefix has at most 32 characters.", nameof(prefix));
        }

        Span<byte> input = stackalloc byte[MaxPrefix + PayloadSize];
        int length = Encoding.ASCII.GetBytes(prefix, input);
        payload.CopyTo(input[length..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(length + PayloadSize)], digest);
        digest[..ChecksumSize].CopyTo(checksum);
        CryptographicOperations.ZeroMemory(input);
    }
}
