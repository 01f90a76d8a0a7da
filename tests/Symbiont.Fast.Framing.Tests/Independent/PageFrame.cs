namespace Symbiont.Fast.Framing.Tests;

internal sealed record PageFrameHeader(uint Length, byte Kind, byte Phase);

/// <summary>The agent's first words, section 4.</summary>
internal sealed record PageHello(byte Suite, byte Tier, ushort AeadSuites);

/// <summary>A close body, section 8. Unknown reasons stay numbers.</summary>
internal sealed record PageClose(ushort Reason);

/// <summary>Sections 3 and 4, and the close of section 8.</summary>
internal static class PageFrame
{
    private const byte HandshakeKind = 1;
    private const byte LastKind = 5;

    public static PageFrameHeader Header(PageCursor cursor)
    {
        uint length = cursor.U32();
        cursor.Require(cursor.U8() == 1, "unsupported version");
        byte kind = cursor.U8();
        cursor.Require(kind is >= HandshakeKind and <= LastKind, "unassigned kind");
        byte phase = cursor.U8();
        cursor.Require(kind == HandshakeKind ? phase == 0 : phase <= 1, "flags");
        cursor.Zeros(1);
        uint most = kind == HandshakeKind ? 4096u : 262_144u;
        cursor.Require(length >= 9 && length <= most, "frame length");
        return new PageFrameHeader(length, kind, phase);
    }

    public static PageHello Hello(PageCursor cursor)
    {
        byte suite = cursor.U8();
        cursor.Require(suite is 1 or 2, "handshake suite");
        byte tier = cursor.U8();
        cursor.Require(tier is >= 1 and <= 3, "tier");
        ushort offered = cursor.U16();
        cursor.Require((offered & 1) == 0, "bit 0 of the AEAD suites");
        cursor.Zeros(4);
        return new PageHello(suite, tier, offered);
    }

    public static PageClose Close(PageCursor cursor)
    {
        ushort reason = cursor.U16();
        cursor.Zeros(6);
        return new PageClose(reason);
    }
}
