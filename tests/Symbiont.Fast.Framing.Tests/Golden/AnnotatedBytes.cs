using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// Writes bytes as annotated hexadecimal, a field a line, by walking them from front to back. It reads the fields'
/// values itself, so the comments are a second opinion on what the code wrote where.
/// </summary>
internal sealed class AnnotatedBytes(byte[] bytes)
{
    private const int BytesPerLine = 16;

    private readonly StringBuilder _text = new();
    private int _offset;

    public ushort U8(string label) => Number(label, 1, rest => rest[0]);

    public ushort U16(string label) => Number(label, 2, BinaryPrimitives.ReadUInt16LittleEndian);

    public uint U32(string label) => Number(label, 4, BinaryPrimitives.ReadUInt32LittleEndian);

    public ulong U64(string label) => Number(label, 8, BinaryPrimitives.ReadUInt64LittleEndian);

    public long I64(string label) => Number(label, 8, BinaryPrimitives.ReadInt64LittleEndian);

    /// <summary>Reserved bytes or padding; nothing when there are none.</summary>
    public void Zeros(int count)
    {
        Assert.False(bytes.AsSpan(_offset, count).ContainsAnyExcept((byte)0));
        Lines(count, "0");
    }

    /// <summary>Zeros up to a multiple of 8 from the start.</summary>
    public void Padding() => Zeros(WireLimits.Align(_offset) - _offset);

    public void Bytes(int count, string label) => Lines(count, label);

    public void Text(int count) => Lines(count, $"\"{Encoding.ASCII.GetString(bytes, _offset, count)}\"");

    /// <summary>The text; every byte must have been walked.</summary>
    public string Finish()
    {
        Assert.Equal(bytes.Length, _offset);
        return _text.ToString();
    }

    /// <summary>The bytes that annotated hexadecimal stands for.</summary>
    public static byte[] Parse(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Select(line => line.Split('#')[0]);
        return Convert.FromHexString(string.Concat(lines).Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    private delegate T Reader<out T>(ReadOnlySpan<byte> rest);

    private T Number<T>(string label, int size, Reader<T> read)
        where T : IFormattable
    {
        T value = read(bytes.AsSpan(_offset));
        Lines(size, $"{label}: {value.ToString(null, CultureInfo.InvariantCulture)}");
        return value;
    }

    private void Lines(int count, string label)
    {
        for (int done = 0; done < count; done += BytesPerLine)
        {
            int now = Math.Min(BytesPerLine, count - done);
            string hex = string.Join(
                ' ', bytes.Skip(_offset + done).Take(now).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
            string comment = done == 0 ? "  # " + label : string.Empty;
            _text.Append((hex.PadRight((BytesPerLine * 3) - 1) + comment).TrimEnd()).Append('\n');
        }

        _offset += count;
    }
}
