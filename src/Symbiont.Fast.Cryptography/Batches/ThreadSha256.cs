using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>SHA-256 over two spans that do not lie together in memory, without copying or allocating.</summary>
internal static class ThreadSha256
{
    // One hash object a thread, made at the thread's first call: making one for each call would allocate.
    [ThreadStatic]
    private static IncrementalHash? _hash;

    /// <summary>
    /// Hashes <paramref name="first"/> ‖ <paramref name="second"/> into the 32 bytes of <paramref name="digest"/>,
    /// which may overlap either.
    /// </summary>
    public static void Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> digest)
    {
        IncrementalHash hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.GetHashAndReset(digest);
    }
}
