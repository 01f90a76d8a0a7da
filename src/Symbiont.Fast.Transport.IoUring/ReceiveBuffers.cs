using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// The buffers that the kernel receives into, and those of them that hold bytes nobody has read yet. Owned by the ring's
/// thread.
/// </summary>
internal sealed class ReceiveBuffers : IDisposable
{
    private readonly IoUringBuffers _buffers;
    private readonly int[] _next;
    private readonly int[] _lengths;

    public ReceiveBuffers(Interop.Linux.IoUring ring, int count, int size)
    {
        _buffers = new IoUringBuffers(ring, group: 0, count, size);
        (_next, _lengths) = (new int[count], new int[count]);
    }

    public ushort Group => _buffers.Group;

    /// <summary>How many are not the kernel's.</summary>
    public int Held { get; private set; }

    /// <summary>True when so few are the kernel's that a receive would soon find none.</summary>
    public bool AreScarce => _buffers.Count - Held < _buffers.Count / 4;

    /// <summary>Takes a buffer that the kernel has filled.</summary>
    public void Take(int buffer, int length)
    {
        Held++;
        (_lengths[buffer], _next[buffer]) = (length, -1);
    }

    public void Link(int buffer, int next) => _next[buffer] = next;

    public int Next(int buffer) => _next[buffer];

    public ReadOnlySpan<byte> Bytes(int buffer) => _buffers.Bytes(buffer)[.._lengths[buffer]];

    public void Return(int buffer)
    {
        Held--;
        _buffers.Return(buffer);
    }

    public void Dispose() => _buffers.Dispose();
}
