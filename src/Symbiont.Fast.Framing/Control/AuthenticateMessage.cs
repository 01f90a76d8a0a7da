using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Authenticate"/>: an Ed25519 signature, 64 bytes, by the agent's signing key over
/// <c>"symbiont.fast session 1"</c> ‖ handshake hash. In the longer form there follow the mode (u8), how many lanes will
/// join (u8), which lane this is (u8), 0 (u8), the other session's epoch (u32) and the proof (32 bytes).
/// </summary>
public readonly ref struct AuthenticateMessage
{
    /// <summary>The shorter body's size in bytes: the signature.</summary>
    public const int Size = 64;

    /// <summary>The size of the proof in bytes.</summary>
    public const int ProofSize = 32;

    /// <summary>The longer body's size in bytes.</summary>
    public const int LongSize = Size + 8 + ProofSize;

    private const int ModeOffset = Size;
    private const int MoreLanesOffset = ModeOffset + 1;
    private const int LaneOffset = MoreLanesOffset + 1;
    private const int ZeroOffset = LaneOffset + 1;
    private const int EpochOffset = ZeroOffset + 1;
    private const int ProofOffset = EpochOffset + 4;

    private readonly ReadOnlySpan<byte> _body;

    private AuthenticateMessage(ReadOnlySpan<byte> body) => _body = body;

    /// <summary>The signature, 64 bytes.</summary>
    public ReadOnlySpan<byte> Signature => _body[..Size];

    /// <summary>What the link is to be.</summary>
    public AuthenticateMode Mode => IsLong ? (AuthenticateMode)_body[ModeOffset] : AuthenticateMode.Open;

    /// <summary>How many lanes will join the session that this link opens, 0 to 7.</summary>
    public int MoreLanes => IsLong ? _body[MoreLanesOffset] : 0;

    /// <summary>Which lane joins, 1 to 7; 0 for a link that opens a session.</summary>
    public int Lane => IsLong ? _body[LaneOffset] : 0;

    /// <summary>The session to be displaced or joined; 0 for none.</summary>
    public uint Epoch => IsLong ? BinaryPrimitives.ReadUInt32LittleEndian(_body[EpochOffset..]) : 0;

    /// <summary>Proves that the writer is that session's agent, 32 bytes; zeros when there is none.</summary>
    public ReadOnlySpan<byte> Proof => IsLong ? _body[ProofOffset..] : default;

    private bool IsLong => _body.Length == LongSize;

    /// <summary>Writes the whole control message that opens a session; returns its length in bytes.</summary>
    /// <param name="destination">Receives the message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="moreLanes">How many lanes will join, 0 to 7.</param>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> signature, int moreLanes = 0)
    {
        if (moreLanes > 0)
        {
            Span<byte> none = stackalloc byte[ProofSize];
            none.Clear();
            return WriteLong(destination, signature, AuthenticateMode.Open, moreLanes, 0, 0, none);
        }

        var header = new ControlHeader(ControlCode.Authenticate, Size);
        signature[..Size].CopyTo(header.Write(destination));
        return header.WireLength;
    }

    /// <summary>Writes the whole control message that displaces a session; returns its length in bytes.</summary>
    /// <param name="destination">Receives the message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="epoch">The session to be displaced.</param>
    /// <param name="proof">Proves that the writer was its agent.</param>
    /// <param name="moreLanes">How many lanes will join, 0 to 7.</param>
    public static int WriteDisplacing(
        Span<byte> destination, ReadOnlySpan<byte> signature, uint epoch, ReadOnlySpan<byte> proof,
        int moreLanes = 0) =>
        WriteLong(destination, signature, AuthenticateMode.Displace, moreLanes, 0, epoch, proof);

    /// <summary>Writes the whole control message that joins a session; returns its length in bytes.</summary>
    /// <param name="destination">Receives the message.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="lane">Which of its lanes this is, 1 to 7.</param>
    /// <param name="epoch">The session, by its first lane's epoch.</param>
    /// <param name="proof">Proves that the writer is its agent.</param>
    public static int WriteJoining(
        Span<byte> destination, ReadOnlySpan<byte> signature, int lane, uint epoch, ReadOnlySpan<byte> proof) =>
        WriteLong(destination, signature, AuthenticateMode.Join, 0, lane, epoch, proof);

    /// <summary>Reads the body, in either form.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out AuthenticateMessage message)
    {
        message = default;
        if (body.Length is not (Size or LongSize))
        {
            return FrameError.LengthOutOfRange;
        }

        var read = new AuthenticateMessage(body);
        if (read.IsLong && (body[ZeroOffset] != 0 || !read.IsFit))
        {
            return FrameError.ReservedNotZero;
        }

        message = read;
        return FrameError.None;
    }

    // What a mode does not use is zero; what it uses is in range.
    private bool IsFit => Mode switch
    {
        AuthenticateMode.Open => AreMoreLanesFit && MoreLanes > 0 && Lane == 0 && Epoch == 0
            && !Proof.ContainsAnyExcept((byte)0),
        AuthenticateMode.Displace => AreMoreLanesFit && Lane == 0,
        AuthenticateMode.Join => MoreLanes == 0 && Lane is > 0 and < WireLimits.MaxLanes,
        _ => false,
    };

    private bool AreMoreLanesFit => MoreLanes < WireLimits.MaxLanes;

    private static int WriteLong(
        Span<byte> destination, ReadOnlySpan<byte> signature, AuthenticateMode mode, int moreLanes, int lane,
        uint epoch, ReadOnlySpan<byte> proof)
    {
        var header = new ControlHeader(ControlCode.Authenticate, LongSize);
        Span<byte> body = header.Write(destination);
        signature[..Size].CopyTo(body);
        body[ModeOffset] = (byte)mode;
        body[MoreLanesOffset] = (byte)moreLanes;
        body[LaneOffset] = (byte)lane;
        body[ZeroOffset] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(body[EpochOffset..], epoch);
        proof[..ProofSize].CopyTo(body[ProofOffset..]);
        return header.WireLength;
    }
}
