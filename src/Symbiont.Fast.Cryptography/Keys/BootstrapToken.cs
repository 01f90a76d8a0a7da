using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// The secret by which an agent enrols once. It authenticates the request by HMAC-SHA256 (RFC 2104) and never travels;
/// its id, which does, says nothing about it. Any thread may use it; disposing wipes it.
/// </summary>
public sealed class BootstrapToken : IDisposable
{
    /// <summary>The length of a token and of an HMAC, in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _secret;

    /// <summary>Takes a copy of a token.</summary>
    /// <param name="secret">The token, 32 bytes.</param>
    /// <exception cref="ArgumentException">It is not 32 bytes.</exception>
    public BootstrapToken(ReadOnlySpan<byte> secret)
    {
        _secret = secret.Length == Size
            ? GC.AllocateUninitializedArray<byte>(Size, pinned: true)
            : throw new ArgumentException("A bootstrap token has 32 bytes.", nameof(secret));
        secret.CopyTo(_secret);
        byte[] named = [.. "symbiont.fast token id 1"u8, .. secret];
        Id = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(named));
        CryptographicOperations.ZeroMemory(named);
    }

    /// <summary>The first eight bytes, little-endian, of SHA-256("symbiont.fast token id 1" ‖ token).</summary>
    public ulong Id { get; }

    /// <summary>Makes a token from the system's random numbers.</summary>
    public static BootstrapToken Generate()
    {
        Span<byte> secret = stackalloc byte[Size];
        RandomNumberGenerator.Fill(secret);
        var token = new BootstrapToken(secret);
        CryptographicOperations.ZeroMemory(secret);
        return token;
    }

    /// <summary>Copies the token out, for storing it; the caller wipes the copy.</summary>
    /// <param name="destination">Receives 32 bytes.</param>
    public void Export(Span<byte> destination) => _secret.CopyTo(destination);

    /// <summary>The HMAC of a request.</summary>
    /// <param name="request">What stands before the HMAC.</param>
    /// <param name="mac">Receives 32 bytes.</param>
    public void Authenticate(ReadOnlySpan<byte> request, Span<byte> mac) =>
        HMACSHA256.HashData(_secret, [.. "symbiont.fast bootstrap 1"u8, .. request], mac);

    /// <summary>True when the HMAC is the request's; compared in constant time.</summary>
    public bool Verify(ReadOnlySpan<byte> request, ReadOnlySpan<byte> mac)
    {
        Span<byte> expected = stackalloc byte[Size];
        Authenticate(request, expected);
        return CryptographicOperations.FixedTimeEquals(expected, mac);
    }

    /// <summary>Wipes the token.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);
}
