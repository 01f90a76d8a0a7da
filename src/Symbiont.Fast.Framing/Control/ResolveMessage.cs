using System.Buffers.Binary;
using System.Text;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Body of <see cref="ControlCode.Resolve"/>: request id u64, then the agent's name in ASCII.
/// </summary>
public readonly record struct ResolveMessage(ulong RequestId, AgentName Name)
{
    private const int NameOffset = 8;

    /// <summary>Writes the whole control message; returns its length in bytes.</summary>
    public int Write(Span<byte> destination)
    {
        string name = Name.ToString();
        var header = new ControlHeader(ControlCode.Resolve, NameOffset + name.Length);
        Span<byte> body = header.Write(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(body, RequestId);
        Encoding.ASCII.GetBytes(name, body[NameOffset..]);
        return header.WireLength;
    }

    /// <summary>Reads the body.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> body, out ResolveMessage message)
    {
        message = default;
        if (body.Length is <= NameOffset or > NameOffset + AgentName.MaxLength)
        {
            return FrameError.LengthOutOfRange;
        }

        if (!AgentName.TryParse(Encoding.ASCII.GetString(body[NameOffset..]), out AgentName? name))
        {
            return FrameError.BadText;
        }

        message = new ResolveMessage(BinaryPrimitives.ReadUInt64LittleEndian(body), name);
        return FrameError.None;
    }
}
