using System.Buffers;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// What one connection has received and its reader has not taken: buffers of the ring's, or, when the reader does not
/// want any, memory of its own, so that it keeps no buffer from others. Owned by the ring's thread.
/// </summary>
/// <param name="buffers">The ring's.</param>
internal sealed class ReceiveQueue(ReceiveBuffers buffers)
{
    private int _head = -1;
    private int _tail = -1;
    private int _offset;
    private byte[]? _spilled;
    private int _spilledStart;
    private int _spilledEnd;

    /// <summary>How many buffers it holds.</summary>
    public int Count { get; private set; }

    public bool IsEmpty => Count == 0 && _spilled is null;

    public void Add(int buffer, int length)
    {
        buffers.Take(buffer, length);
        if (Count++ == 0)
        {
            _head = buffer;
        }
        else
        {
            buffers.Link(_tail, buffer);
        }

        _tail = buffer;
    }

    /// <summary>Moves bytes out, as many as fit; what is read is the kernel's again.</summary>
    public int Read(Span<byte> destination)
    {
        int read = ReadSpilled(destination);
        while (Count > 0 && read < destination.Length)
        {
            ReadOnlySpan<byte> bytes = buffers.Bytes(_head)[_offset..];
            int length = Math.Min(bytes.Length, destination.Length - read);
            bytes[..length].CopyTo(destination[read..]);
            read += length;
            _offset += length;
            if (length == bytes.Length)
            {
                Pop();
            }
        }

        return read;
    }

    /// <summary>Gives every buffer back, and keeps the bytes elsewhere.</summary>
    public void Spill()
    {
        if (Count == 0)
        {
            return;
        }

        int length = -_offset;
        for (int buffer = _head; buffer >= 0; buffer = buffers.Next(buffer))
        {
            length += buffers.Bytes(buffer).Length;
        }

        int kept = _spilledEnd - _spilledStart;
        byte[] room = ArrayPool<byte>.Shared.Rent(kept + length);
        _spilled.AsSpan(_spilledStart, kept).CopyTo(room);
        ReturnSpilled();

        // Read looks at what is spilled first, and there is nothing now.
        int read = Read(room.AsSpan(kept, length));
        (_spilled, _spilledStart, _spilledEnd) = (room, 0, kept + read);
    }

    public void Clear()
    {
        while (Count > 0)
        {
            Pop();
        }

        ReturnSpilled();
    }

    private int ReadSpilled(Span<byte> destination)
    {
        if (_spilled is null)
        {
            return 0;
        }

        int length = Math.Min(_spilledEnd - _spilledStart, destination.Length);
        _spilled.AsSpan(_spilledStart, length).CopyTo(destination);
        _spilledStart += length;
        if (_spilledStart == _spilledEnd)
        {
            ReturnSpilled();
        }

        return length;
    }

    private void ReturnSpilled()
    {
        if (_spilled is not null)
        {
            ArrayPool<byte>.Shared.Return(_spilled);
            (_spilled, _spilledStart, _spilledEnd) = (null, 0, 0);
        }
    }

    private void Pop()
    {
        int buffer = _head;
        _head = buffers.Next(buffer);
        _offset = 0;
        Count--;
        buffers.Return(buffer);
    }
}
