namespace Symbiont.Fast.Cryptography;

/// <summary>
/// One input of <see cref="LaneSha256"/>: a short prefix, then a stretch of the buffer that all inputs share. The three
/// forms are those that batches hash.
/// </summary>
public readonly struct HashInput
{
    private const int LeafPrefixLength = 1 + sizeof(ulong);

    private HashInput(int offset, int length, int prefixLength, byte domain, ulong sequence)
    {
        Offset = offset;
        Length = length;
        PrefixLength = prefixLength;
        Domain = domain;
        Sequence = sequence;
    }

    /// <summary>Where the stretch begins in the buffer.</summary>
    public int Offset { get; }

    /// <summary>The stretch's length in bytes.</summary>
    public int Length { get; }

    /// <summary>0 for plain bytes, 1 for a domain byte, 9 for a domain byte and a sequence.</summary>
    internal int PrefixLength { get; }

    internal byte Domain { get; }

    internal ulong Sequence { get; }

    /// <summary>How many bytes are hashed.</summary>
    internal int TotalLength => PrefixLength + Length;

    /// <summary>How many 64-byte blocks that makes with SHA-256's padding.</summary>
    internal int Blocks => (TotalLength + 8) / 64 + 1;

    /// <summary>The bytes alone.</summary>
    public static HashInput Plain(int offset, int length) => new(offset, length, 0, 0, 0);

    /// <summary>A message's leaf: 0x00 ‖ sequence u64 ‖ message.</summary>
    public static HashInput Leaf(ulong sequence, int offset, int length) =>
        new(offset, length, LeafPrefixLength, 0, sequence);

    /// <summary>An inner node: 0x01 ‖ left ‖ right, the two 32-byte hashes lying together at the offset.</summary>
    public static HashInput Node(int offset) => new(offset, 2 * MerkleTree.HashSize, 1, 1, 0);
}
