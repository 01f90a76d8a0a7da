using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Descriptor"/>.
/// <code>
///  0     request id u64: the resolve it answers, or 0 when it introduces the sender of the next run
///  8     handle u32 · credential length u32
/// 16     credential
/// </code>
/// </summary>
public readonly ref struct DescriptorMessage
{
    private const int HandleOffset = 8;
    private const int LengthOffset = HandleOffset + 4;
    private const int CredentialOffset = LengthOffset + 4;

    private readonly ReadOnlySpan<byte> _body;

    private DescriptorMessage(ReadOnlySpan<byte> body) => _body = body;

    /// <summary>The resolve this answers, or 0.</summary>
    public ulong RequestId => BinaryPrimitives.ReadUInt64LittleEndian(_body);

    /// <summary>The agent's handle.</summary>
    public uint Handle => BinaryPrimitives.ReadUInt32LittleEndian(_body[HandleOffset..]);

    /// <summary>The agent's credential.</summary>
    public ReadOnlySpan<byte> Credential => _body[CredentialOffset..];

    /// <summary>The whole control message's length in bytes.</summary>
    public static int WireLength(int credentialLength) =>
        new ControlHeader(ControlCode.Descriptor, CredentialOffset + credentialLength).WireLength;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public static int Write(Span<byte> destination, ulong requestId, uint handle, ReadOnlySpan<byte> credential)
    {
        var header = new ControlHeader(ControlCode.Descriptor, CredentialOffset + credential.Length);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(body, requestId);
        BinaryPrimitives.WriteUInt32LittleEndian(body[HandleOffset..], handle);
        BinaryPrimitives.WriteUInt32LittleEndian(body[LengthOffset..], (uint)credential.Length);
        credential.CopyTo(body[CredentialOffset..]);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out DescriptorMessage message)
    {
        message = default;
        if (body.Length <= CredentialOffset
            || BinaryPrimitives.ReadUInt32LittleEndian(body[LengthOffset..]) != body.Length - CredentialOffset)
        {
            return FrameError.LengthOutOfRange;
        }

        message = new DescriptorMessage(body);
        return FrameError.None;
    }
}
