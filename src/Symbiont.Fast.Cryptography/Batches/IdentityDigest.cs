using System.Security.Cryptography;
using System.Text;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// What stands for a name inside signatures: SHA-256("symbiont.fast identity 1" ‖ kind ‖ name in UTF-8). Each side
/// computes it itself from the name that it believes to talk to.
/// </summary>
public static class IdentityDigest
{
    /// <summary>The digest's size in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxName = 255;

    private static ReadOnlySpan<byte> Domain => "symbiont.fast identity 1"u8;

    /// <summary>Computes the digest of a name.</summary>
    /// <param name="kind">What the name names: 1 is an agent.</param>
    /// <param name="name">The whole name.</param>
    /// <param name="digest">Receives 32 bytes.</param>
    /// <exception cref="ArgumentException">The name is longer than <see cref="MaxName"/>.</exception>
    public static void Compute(byte kind, string name, Span<byte> digest)
    {
        Span<byte> input = stackalloc byte[Domain.Length + 1 + MaxName];
        Domain.CopyTo(input);
        input[Domain.Length] = kind;
        int start = Domain.Length + 1;
        if (!Encoding.UTF8.TryGetBytes(name, input[start..], out int length))
        {
            throw new ArgumentException("A name has at most 255 bytes.", nameof(name));
        }

        SHA256.HashData(input[..(start + length)], digest);
    }
}
