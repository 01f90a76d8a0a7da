using K4os.Compression.LZ4;

namespace Symbiont.Fast.Client;

/// <summary>
/// Payloads as single LZ4 blocks (the block format, without a frame). Stateless; nothing of one message helps to
/// compress another.
/// </summary>
internal static class PayloadCompression
{
    /// <summary>Compresses; false when the payload would not become shorter.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="block">Receives the block; as long as the payload.</param>
    /// <param name="length">The block's length in bytes.</param>
    public static bool TryCompress(ReadOnlySpan<byte> payload, Span<byte> block, out int length)
    {
        // One byte less than the payload: an encoder that runs out of room has nothing to win.
        length = payload.IsEmpty ? 0 : LZ4Codec.Encode(payload, block[..(payload.Length - 1)], LZ4Level.L00_FAST);
        return length > 0;
    }

    /// <summary>
    /// Decompresses a stranger's block; false when it is malformed or its plain size is not
    /// <paramref name="plain"/>'s length, to the byte. It writes nothing outside.
    /// </summary>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> plain) =>
        !block.IsEmpty && LZ4Codec.Decode(block, plain) == plain.Length;
}
