using System.Buffers.Binary;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// Reads the page's fields one after the other. This decoder was written from docs/wire-protocol.md alone and shares
/// no code with the product, so that a slip in either shows as a difference.
/// </summary>
internal sealed class PageCursor(byte[] bytes)
{
    public int Position { get; private set; }

    public int Remaining => bytes.Length - Position;

    public bool AtEnd => Remaining == 0;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public byte[] Take(uint count)
    {
        Require(count <= (uint)Remaining, "cut short");
        byte[] taken = bytes[Position..(Position + (int)count)];
        Position += (int)count;
        return taken;
    }

    /// <summary>Bytes already read, or about to be, without moving.</summary>
    public byte[] Between(int start, int end) => bytes[start..end];

    /// <summary>Reserved bytes.</summary>
    public void Zeros(uint count) =>
        Require(Take(count).All(value => value == 0), "a reserved or padding byte is not zero");

    /// <summary>The zero bytes that pad <paramref name="length"/> bytes to a multiple of 8.</summary>
    public void Padding(uint length) => Zeros((8 - length % 8) % 8);

    public void Require(bool holds, string reason)
    {
        if (!holds)
        {
            throw new PageRefusal($"{reason} (near byte {Position})");
        }
    }
}
