using System.Buffers.Binary;
using System.Text;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>
/// The body of the record that gives an agent's name. Reads in place.
/// <code>
///  0     handle u32 · length of the name u8 · 0, three bytes
///  8     name, UTF-8, padded with zeros to 8
/// </code>
/// </summary>
internal readonly ref struct AgentBody
{
    public const int FixedSize = 8;

    private const int NameLengthOffset = 4;
    private const int ReservedOffset = NameLengthOffset + 1;

    private readonly ReadOnlySpan<byte> _bytes;

    public AgentBody(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public uint Handle => BinaryPrimitives.ReadUInt32LittleEndian(_bytes);

    public string Name => Encoding.UTF8.GetString(NameBytes);

    private ReadOnlySpan<byte> NameBytes => _bytes.Slice(FixedSize, _bytes[NameLengthOffset]);

    public static int Size(int nameLength) => FixedSize + WireLimits.Align(nameLength);

    /// <summary>The size that the fixed part asks for.</summary>
    public static int SizeFrom(ReadOnlySpan<byte> fixedPart) => Size(fixedPart[NameLengthOffset]);

    public static void Write(Span<byte> destination, uint handle, string name)
    {
        destination.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, handle);
        destination[NameLengthOffset] = (byte)Encoding.UTF8.GetBytes(name, destination[FixedSize..]);
    }

    /// <summary>Checks a body whose size is right.</summary>
    public static AuditFault Check(ReadOnlySpan<byte> bytes)
    {
        var body = new AgentBody(bytes);
        if (bytes[ReservedOffset..FixedSize].ContainsAnyExcept((byte)0)
            || bytes[(FixedSize + body.NameBytes.Length)..].ContainsAnyExcept((byte)0))
        {
            return AuditFault.ReservedNotZero;
        }

        return AgentName.TryParse(body.Name, out _) ? AuditFault.None : AuditFault.Content;
    }
}
