using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// The two leaf hashes of a batch. Messages are the leaves of a run's tree (prefix 0x00), runs the leaves of the
/// batch's tree (prefix 0x02); <see cref="MerkleTree"/> joins both with prefix 0x01, so no hash of one sort can pass
/// for another (RFC 6962, section 2.1, gives the reason).
/// </summary>
public static class BatchHash
{
    /// <summary>The size of each hash in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte RunPrefix = 2;

    /// <summary>A message's leaf: SHA-256(0x00 ‖ sequence u64 ‖ message).</summary>
    /// <param name="sequence">The message's number in its epoch.</param>
    /// <param name="message">Header and payload as sent, without padding.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    public static void Leaf(ulong sequence, ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(ulong)];
        prefix[0] = LeafPrefix;
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[1..], sequence);
        ThreadSha256.Hash(prefix, message, hash);
    }

    /// <summary>
    /// A run's leaf in the batch's tree: SHA-256(0x02 ‖ destination kind u8 ‖ destination digest ‖ first sequence u64 ‖
    /// run number u64 ‖ message count u32 ‖ root of the run's tree).
    /// </summary>
    /// <param name="destinationKind">The destination kind as on the wire.</param>
    /// <param name="destinationDigest">The destination's <see cref="IdentityDigest"/>, 32 bytes.</param>
    /// <param name="firstSequence">The sequence of the run's first message.</param>
    /// <param name="runNumber">The run's number from this sender to this destination in this epoch.</param>
    /// <param name="messageCount">How many messages the run has.</param>
    /// <param name="treeRoot">The root over the messages' leaves, 32 bytes.</param>
    /// <param name="hash">Receives 32 bytes; may be <paramref name="treeRoot"/>.</param>
    public static void RunRoot(
        byte destinationKind, ReadOnlySpan<byte> destinationDigest, ulong firstSequence, ulong runNumber,
        int messageCount, ReadOnlySpan<byte> treeRoot, Span<byte> hash)
    {
        const int digestOffset = 2;
        const int firstOffset = digestOffset + Size;
        const int numberOffset = firstOffset + sizeof(ulong);
        const int countOffset = numberOffset + sizeof(ulong);
        const int rootOffset = countOffset + sizeof(uint);

        Span<byte> input = stackalloc byte[rootOffset + Size];
        input[0] = RunPrefix;
        input[1] = destinationKind;
        destinationDigest[..Size].CopyTo(input[digestOffset..]);
        BinaryPrimitives.WriteUInt64LittleEndian(input[firstOffset..], firstSequence);
        BinaryPrimitives.WriteUInt64LittleEndian(input[numberOffset..], runNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(input[countOffset..], (uint)messageCount);
        treeRoot[..Size].CopyTo(input[rootOffset..]);
        SHA256.HashData(input, hash);
    }
}
