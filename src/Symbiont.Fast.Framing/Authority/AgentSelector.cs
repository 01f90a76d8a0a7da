using System.Buffers.Binary;
using System.Text;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The body of a request to revoke, which names an agent or one credential; and of a request for a page of the
/// directory, which names the agent that the page before ended with, or none. Any thread.
/// <code>
///   0     version u8 = 1 · 0 u8 · name length u16 · 0 u32
///   8     serial u64; 0 when a name follows
///  16     name in ASCII; zeros to a multiple of 8
/// </code>
/// </summary>
/// <param name="Name">The agent, or null.</param>
/// <param name="Serial">The credential, or 0.</param>
public readonly record struct AgentSelector(AgentName? Name, ulong Serial)
{
    private const byte LayoutVersion = 1;
    private const int NameLengthOffset = 2;
    private const int SerialOffset = 8;
    private const int NameOffset = SerialOffset + 8;

    /// <summary>Reads a selector.</summary>
    /// <param name="source">The body and nothing else.</param>
    /// <param name="selector">What it names.</param>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out AgentSelector selector)
    {
        selector = default;
        if (source.Length < NameOffset)
        {
            return FrameError.Truncated;
        }

        if (source[0] != LayoutVersion)
        {
            return FrameError.UnsupportedVersion;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(source[NameLengthOffset..]);
        ulong serial = BinaryPrimitives.ReadUInt64LittleEndian(source[SerialOffset..]);
        if (source[1] != 0 || source[4..SerialOffset].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        if (source.Length != NameOffset + WireLimits.Align(nameLength) || (serial != 0 && nameLength != 0))
        {
            return FrameError.LengthOutOfRange;
        }

        if (source[(NameOffset + nameLength)..].ContainsAnyExcept((byte)0))
        {
            return FrameError.PaddingNotZero;
        }

        AgentName? name = null;
        string text = Encoding.ASCII.GetString(source.Slice(NameOffset, nameLength));
        if (nameLength > 0 && !AgentName.TryParse(text, out name))
        {
            return FrameError.BadText;
        }

        selector = new AgentSelector(name, serial);
        return FrameError.None;
    }

    /// <summary>Writes the body.</summary>
    public byte[] Compose()
    {
        string text = Name?.ToString() ?? string.Empty;
        byte[] body = new byte[NameOffset + WireLimits.Align(text.Length)];
        body[0] = LayoutVersion;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(NameLengthOffset), (ushort)text.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(SerialOffset), Serial);
        Encoding.ASCII.GetBytes(text, body.AsSpan(NameOffset));
        return body;
    }
}
