using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The eight bytes before every frame; they are the AEAD's associated data.
/// <code>
///  0       4   5   6   7
/// +-------+---+---+---+---+
/// |length |ver|knd|flg| 0 |   length: whole frame, header and tag included; flags: bit 0 key phase, of records only
/// +-------+---+---+---+---+
/// </code>
/// </summary>
public readonly record struct FrameHeader(int Length, FrameKind Kind, byte Flags)
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 8;

    /// <summary>The one frame flag there is: it changes with each new key of the direction.</summary>
    public const byte KeyPhaseFlag = 1;

    private const int VersionOffset = 4;
    private const int KindOffset = VersionOffset + 1;
    private const int FlagsOffset = KindOffset + 1;
    private const int ReservedOffset = FlagsOffset + 1;

    /// <summary>Reads and checks the header at the start of <paramref name="source"/>.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        if (source[VersionOffset] != WireLimits.Version)
        {
            return FrameError.UnsupportedVersion;
        }

        var kind = (FrameKind)source[KindOffset];
        if (kind is < FrameKind.Handshake or > FrameKind.Close)
        {
            return FrameError.UnknownKind;
        }

        // Only records have keys, so only they have a phase.
        int flags = kind == FrameKind.Handshake ? 0 : KeyPhaseFlag;
        if ((source[FlagsOffset] & ~flags) != 0 || source[ReservedOffset] != 0)
        {
            return FrameError.ReservedNotZero;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        int limit = kind == FrameKind.Handshake ? WireLimits.MaxHandshakeFrame : WireLimits.MaxFrame;
        if (length <= Size || length > limit)
        {
            return FrameError.LengthOutOfRange;
        }

        header = new FrameHeader((int)length, kind, source[FlagsOffset]);
        return FrameError.None;
    }

    /// <summary>The key phase of a frame whose header is whole: 0 or 1.</summary>
    public static byte KeyPhase(ReadOnlySpan<byte> frame) => (byte)(frame[FlagsOffset] & KeyPhaseFlag);

    /// <summary>Writes the header into the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)Length);
        destination[VersionOffset] = WireLimits.Version;
        destination[KindOffset] = (byte)Kind;
        destination[FlagsOffset] = Flags;
        destination[ReservedOffset] = 0;
    }
}
