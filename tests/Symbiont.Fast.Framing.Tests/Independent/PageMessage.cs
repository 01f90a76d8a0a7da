namespace Symbiont.Fast.Framing.Tests;

/// <summary>A message; <c>Header</c> is its 32 bytes as read, which the leaf hash covers.</summary>
internal sealed record PageMessage(
    byte[] Header,
    long Timestamp,
    ulong Correlation,
    uint TimeToLive,
    uint Selector,
    byte Type,
    byte Level,
    ushort Flags,
    byte[] FlagData,
    byte[] Payload)
{
    /// <summary>The payload is the leaf hash of a refused message.</summary>
    public bool Withheld => Flags == PageMessages.WithheldFlag;
}

/// <summary>The message of section 6 and the withheld message of section 7.</summary>
internal static class PageMessages
{
    public const ushort WithheldFlag = 0x8000;
    private const ushort SealedFlag = 0x0001;
    private const ushort CompressedFlag = 0x0002;
    private const ushort ReplyFlag = 0x0020;
    private const ushort ErrorFlag = 0x0040;
    private const ushort KnownFlags = 0x01E3;
    private const uint MaxPayload = 131_072;

    // Sixteen zeros, length 32, ten zeros, flags 0x8000.
    private static readonly byte[] WithheldHeader = Convert.FromHexString(
        "00000000000000000000000000000000" + "20000000" + "00000000000000000000" + "0080");

    public static PageMessage Message(PageCursor cursor, bool inDelivery)
    {
        byte[] header = cursor.Take(32);
        var fields = new PageCursor(header);
        long timestamp = fields.I64();
        ulong correlation = fields.U64();
        uint length = fields.U32();
        uint timeToLive = fields.U32();
        uint selector = fields.U32();
        byte type = fields.U8();
        byte level = fields.U8();
        ushort flags = fields.U16();

        uint flagBytes = 0;
        if (inDelivery && (flags & WithheldFlag) != 0)
        {
            cursor.Require(header.SequenceEqual(WithheldHeader), "withheld header");
        }
        else
        {
            cursor.Require(length <= MaxPayload, "payload too large");
            cursor.Require(type is >= 1 and <= 4, "message type");
            cursor.Require(level <= 3, "security level");
            cursor.Require((flags & ~KnownFlags) == 0, "message flags");
            cursor.Require((flags & ErrorFlag) == 0 || (flags & ReplyFlag) != 0, "error without reply");
            cursor.Require((flags & ReplyFlag) == 0 || type == 4, "reply outside rpc");
            cursor.Require((flags & CompressedFlag) == 0 || level <= 1, "compressed secrets");
            flagBytes = ((flags & SealedFlag) != 0 ? 8u : 0) + ((flags & CompressedFlag) != 0 ? 8u : 0);
        }

        byte[] flagData = cursor.Take(flagBytes);
        FlagData(new PageCursor(flagData), flags);
        byte[] payload = cursor.Take(length);
        cursor.Padding(length);
        return new PageMessage(
            header, timestamp, correlation, timeToLive, selector, type, level, flags, flagData, payload);
    }

    private static void FlagData(PageCursor data, ushort flags)
    {
        if (data.AtEnd)
        {
            return;
        }

        if ((flags & SealedFlag) != 0)
        {
            data.Require((data.U32() & 0x7FFF_FFFF) != 0, "seal id");
            data.Require(data.U32() != 0, "destination epoch");
        }

        if ((flags & CompressedFlag) != 0)
        {
            data.Require(data.U32() is >= 1 and <= MaxPayload, "plain size");
            data.Zeros(4);
        }
    }
}
