using System.Buffers.Binary;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// What a sender signs for a batch.
/// <code>
///   0  "symbiont.fast batch 1", 21 bytes
///  21  signature suite u8
///  22  sender identity digest, 32 bytes
///  54  sender public key, 32 bytes
///  86  epoch u32
///  90  first sequence u64
///  98  message count u32 · run count u32
/// 106  created i64, nanoseconds since 1970 UTC
/// 114  root of the sender's previous batch, 32 bytes
/// 146  root over the run roots, 32 bytes
/// </code>
/// </summary>
public static class BatchStatement
{
    private const int HashSize = 32;
    private const int SuiteOffset = 21;
    private const int SenderOffset = SuiteOffset + 1;
    private const int KeyOffset = SenderOffset + HashSize;
    private const int EpochOffset = KeyOffset + HashSize;
    private const int FirstSequenceOffset = EpochOffset + sizeof(uint);
    private const int MessageCountOffset = FirstSequenceOffset + sizeof(ulong);
    private const int RunCountOffset = MessageCountOffset + sizeof(uint);
    private const int CreatedOffset = RunCountOffset + sizeof(uint);
    private const int PreviousRootOffset = CreatedOffset + sizeof(long);
    private const int RootOffset = PreviousRootOffset + HashSize;

    /// <summary>The statement's size in bytes.</summary>
    public const int Size = RootOffset + HashSize;

    /// <summary>Writes the statement.</summary>
    /// <param name="destination">Receives <see cref="Size"/> bytes.</param>
    /// <param name="signatureSuite">The signature suite as on the wire.</param>
    /// <param name="senderDigest">The sender's <see cref="IdentityDigest"/>, 32 bytes.</param>
    /// <param name="senderPublicKey">The sender's Ed25519 key, 32 bytes.</param>
    /// <param name="epoch">The sender's session number.</param>
    /// <param name="firstSequence">The sequence of the batch's first message.</param>
    /// <param name="messageCount">How many messages the batch has.</param>
    /// <param name="runCount">How many runs the batch has.</param>
    /// <param name="created">When the batch was closed, in nanoseconds since 1970 UTC.</param>
    /// <param name="previousRoot">The previous batch's root, 32 bytes; the handshake hash in an epoch's first.</param>
    /// <param name="root">The root over the run roots, 32 bytes.</param>
    public static void Write(
        Span<byte> destination, byte signatureSuite, ReadOnlySpan<byte> senderDigest,
        ReadOnlySpan<byte> senderPublicKey, uint epoch, ulong firstSequence, int messageCount, int runCount,
        long created, ReadOnlySpan<byte> previousRoot, ReadOnlySpan<byte> root)
    {
        "symbiont.fast batch 1"u8.CopyTo(destination);
        destination[SuiteOffset] = signatureSuite;
        senderDigest[..HashSize].CopyTo(destination[SenderOffset..]);
        senderPublicKey[..HashSize].CopyTo(destination[KeyOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[EpochOffset..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FirstSequenceOffset..], firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[MessageCountOffset..], (uint)messageCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[RunCountOffset..], (uint)runCount);
        BinaryPrimitives.WriteInt64LittleEndian(destination[CreatedOffset..], created);
        previousRoot[..HashSize].CopyTo(destination[PreviousRootOffset..]);
        root[..HashSize].CopyTo(destination[RootOffset..]);
    }
}
