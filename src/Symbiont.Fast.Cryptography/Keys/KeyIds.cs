using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>Short names of signing keys.</summary>
internal static class KeyIds
{
    /// <summary>The first eight bytes, little-endian, of the SHA-256 of the public key.</summary>
    public static ulong Of(ReadOnlySpan<byte> publicKey)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(publicKey, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
