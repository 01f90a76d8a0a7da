using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>
/// From the connection to opened frames: each turn takes the bytes that are there and opens every whole frame. One
/// thread.
/// </summary>
internal sealed class LinkReader(Connection connection)
{
    private readonly byte[] _buffer = new byte[2 * WireLimits.MaxFrame];
    private readonly byte[] _body = new byte[WireLimits.MaxFrame];
    private RecordOpener? _opener;
    private long _rekeysBefore;
    private int _length;

    /// <summary>Takes an opened frame; false to stop reading.</summary>
    public delegate bool FrameHandler(FrameKind kind, ReadOnlySpan<byte> body);

    /// <summary>Reads the next whole frame as it came; used before there are record keys.</summary>
    /// <param name="limit">How long the whole frame may take, in however many pieces it comes.</param>
    /// <exception cref="SessionRefusedException">The router closed.</exception>
    /// <exception cref="TimeoutException">No whole frame came in time.</exception>
    /// <exception cref="InvalidDataException">What came is no frame.</exception>
    public byte[] ReadFrame(TimeSpan limit)
    {
        // The machine's own time: the connection waits by no other.
        long start = SystemClock.Instance.MonotonicNanoseconds;
        while (true)
        {
            FrameError error = FrameScanner.TryRead(_buffer.AsSpan(0, _length), out ReadOnlySpan<byte> frame, out _);
            if (error == FrameError.None)
            {
                byte[] copy = frame.ToArray();
                Consume(copy.Length);
                return copy;
            }

            if (error != FrameError.Truncated)
            {
                throw new InvalidDataException($"the router sent no frame: {error}");
            }

            switch (Wait(start, limit) ? Fill() : IoStatus.WouldBlock)
            {
                case IoStatus.WouldBlock:
                    throw new TimeoutException("the router did not answer in time");
                case IoStatus.Closed:
                    throw new SessionRefusedException();
            }
        }
    }

    /// <summary>How often the router has changed its record key. Any thread may ask.</summary>
    public long Rekeys => Volatile.Read(ref _rekeysBefore) + (Volatile.Read(ref _opener)?.Rekeys ?? 0);

    /// <summary>The next frame on is opened by another opener; within a frame's handler.</summary>
    public void Switch(RecordOpener opener)
    {
        Volatile.Write(ref _rekeysBefore, Rekeys);
        Volatile.Write(ref _opener, opener);
    }

    /// <summary>
    /// Hands over what came with the welcome; before the first <see cref="Turn"/>. False when a handler says so.
    /// </summary>
    /// <param name="opener">Opens the frames until <see cref="Switch"/>.</param>
    /// <param name="onFrame">Takes each frame.</param>
    public bool Begin(RecordOpener opener, FrameHandler onFrame)
    {
        Switch(opener);
        return HandOver(onFrame) >= 0;
    }

    /// <summary>Reads what there is, waiting for it as long as the receive timeout says, and hands it over.</summary>
    /// <param name="onFrame">Takes each frame.</param>
    /// <param name="frames">How many frames came.</param>
    /// <returns>False when the connection has ended, or a handler says so.</returns>
    /// <exception cref="InvalidDataException">A frame does not open.</exception>
    public bool Turn(FrameHandler onFrame, out int frames)
    {
        frames = 0;
        switch (Fill())
        {
            case IoStatus.Closed:
                return false;
            case IoStatus.WouldBlock:
                return true;
            default:
                frames = HandOver(onFrame);
                return frames >= 0;
        }
    }

    /// <summary>Ends the connection: the router need not wait for it.</summary>
    public void EndConnection() => connection.Abort();

    // Negative when a handler wants no more.
    private int HandOver(FrameHandler onFrame)
    {
        int consumed = 0;
        int frames = 0;
        while (true)
        {
            FrameError error = FrameScanner.TryRead(
                _buffer.AsSpan(consumed, _length - consumed), out ReadOnlySpan<byte> frame, out FrameHeader header);
            if (error == FrameError.Truncated)
            {
                break;
            }

            if (error != FrameError.None || !_opener!.TryOpen(frame, _body, out int bodyLength))
            {
                throw new InvalidDataException("the link is corrupt: a frame did not open");
            }

            consumed += frame.Length;
            frames++;
            if (!onFrame(header.Kind, _body.AsSpan(0, bodyLength)))
            {
                return -1;
            }
        }

        Consume(consumed);
        return frames;
    }

    // False when there is no time left.
    private bool Wait(long start, TimeSpan limit)
    {
        TimeSpan left = limit;
        if (limit != Timeout.InfiniteTimeSpan)
        {
            left -= TimeSpan.FromTicks(
                (SystemClock.Instance.MonotonicNanoseconds - start) / TimeSpan.NanosecondsPerTick);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }
        }

        connection.SetReceiveTimeout(left);
        return true;
    }

    private IoStatus Fill()
    {
        IoStatus status = connection.Receive(_buffer.AsSpan(_length), out int received);
        _length += received;
        return status;
    }

    private void Consume(int count)
    {
        _buffer.AsSpan(count, _length - count).CopyTo(_buffer);
        _length -= count;
    }
}
