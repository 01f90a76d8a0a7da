using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Memory for bytes on their way into sockets, in blocks of equal size; the one that was given back last is taken first,
/// so that only what is needed at once takes memory. Owned by the ring's thread.
/// </summary>
internal sealed class SendBlocks : IDisposable
{
    // So that the beginnings of all blocks do not share the same few lines of the cache.
    private const int Gap = 64;

    private readonly NativeSlab _slab;
    private readonly int[] _next;
    private readonly int _size;
    private int _free;

    public SendBlocks(int count, int size)
    {
        _size = size;
        _slab = new NativeSlab(count * (size + Gap));
        _next = new int[count];
        for (int block = 0; block < count; block++)
        {
            _next[block] = block + 1 < count ? block + 1 : -1;
        }

        Free = count;
    }

    public int Free { get; private set; }

    public int Size => _size;

    /// <summary>True when one can be taken. The last quarter is for who has none: few that are slow must not take all.
    /// </summary>
    public bool HasFor(bool isFirst) => Free > (isFirst ? 0 : _next.Length / 4);

    public bool TryTake(bool isFirst, out int block)
    {
        block = _free;
        if (!HasFor(isFirst))
        {
            return false;
        }

        _free = _next[block];
        _next[block] = -1;
        Free--;
        return true;
    }

    public void Return(int block)
    {
        _next[block] = _free;
        _free = block;
        Free++;
    }

    /// <summary>Puts a block behind another.</summary>
    public void Link(int block, int next) => _next[block] = next;

    public int Next(int block) => _next[block];

    public Span<byte> Bytes(int block) => _slab.Span.Slice(block * (_size + Gap), _size);

    public nuint Address(int block) => _slab.Address + (nuint)(block * (_size + Gap));

    public void Dispose() => _slab.Dispose();
}
