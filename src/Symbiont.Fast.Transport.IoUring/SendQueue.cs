namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// What one connection is to send and its socket has not taken, in order. What is at its head may be in the kernel's
/// hands meanwhile; bytes behind that are added freely. Owned by the ring's thread.
/// </summary>
/// <param name="blocks">The ring's.</param>
/// <param name="limit">The most blocks it takes.</param>
internal sealed class SendQueue(SendBlocks blocks, int limit)
{
    private int _head = -1;
    private int _tail = -1;
    private int _start;
    private int _end;
    private int _count;

    public bool IsEmpty => _count == 0;

    public bool HasRoom =>
        (_count > 0 && _end < blocks.Size) || (_count < limit && blocks.HasFor(isFirst: _count == 0));

    /// <summary>Takes what fits.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (taken < bytes.Length && TryGetRoom(out Span<byte> room))
        {
            int length = Math.Min(room.Length, bytes.Length - taken);
            bytes.Slice(taken, length).CopyTo(room);
            _end += length;
            taken += length;
        }

        return taken;
    }

    /// <summary>The next bytes to send; there are some.</summary>
    public nuint Peek(out int length)
    {
        length = HeadEnd - _start;
        return blocks.Address(_head) + (nuint)_start;
    }

    /// <summary>Forgets bytes that were sent.</summary>
    public void Drop(int sent)
    {
        _start += sent;
        if (_start == HeadEnd)
        {
            Pop();
        }
    }

    /// <summary>Forgets all; none is in the kernel's hands.</summary>
    public void Clear()
    {
        while (_count > 0)
        {
            Pop();
        }
    }

    private int HeadEnd => _count == 1 ? _end : blocks.Size;

    private bool TryGetRoom(out Span<byte> room)
    {
        room = default;
        if (_count == 0 || _end == blocks.Size)
        {
            if (_count == limit || !blocks.TryTake(isFirst: _count == 0, out int block))
            {
                return false;
            }

            if (_count++ == 0)
            {
                (_head, _start) = (block, 0);
            }
            else
            {
                blocks.Link(_tail, block);
            }

            (_tail, _end) = (block, 0);
        }

        room = blocks.Bytes(_tail)[_end..];
        return true;
    }

    private void Pop()
    {
        int block = _head;
        _head = blocks.Next(block);
        _start = 0;
        _count--;
        blocks.Return(block);
    }
}
