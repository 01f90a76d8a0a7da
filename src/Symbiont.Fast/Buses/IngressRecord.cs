using System.Buffers.Binary;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Buses;

/// <summary>A record of the <see cref="IngressQueue"/>, read in place.</summary>
internal readonly ref struct IngressRecord
{
    private readonly ReadOnlySpan<byte> _bytes;

    public IngressRecord(BusEventKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        _bytes = bytes;
    }

    public BusEventKind Kind { get; }

    public int Slot => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes);

    public RefusalReason Reason => (RefusalReason)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[4..]);

    public ReadOnlySpan<byte> Body => _bytes[IngressQueue.PrefixSize..];
}
