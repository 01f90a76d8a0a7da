using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>
/// From the socket to whole frames. Idle connections keep no buffer: bytes are read into one scratch of the bus, and
/// only an unfinished frame moves to a buffer of its connection, just as long as the frame says it is.
/// </summary>
internal sealed class BusReader
{
    // One session's turn; then the others get theirs. Readiness is level-triggered, so nothing is forgotten.
    private const int ReadsPerTurn = 4;

    private readonly byte[] _scratch = new byte[2 * WireLimits.MaxFrame];

    /// <summary>
    /// Reads and hands over frames until there is no more, the turn is over, or the connection is done with.
    /// </summary>
    /// <returns>The frames' count; negative when the connection must be closed without a word.</returns>
    public int Read(BusConnection session, BusInbound inbound)
    {
        int frames = 0;
        for (int turn = 0; turn < ReadsPerTurn; turn++)
        {
            if (session.State == ConnectionState.Closing || session.IsStalled || session.Job is not null)
            {
                break;
            }

            IoStatus status = session.InboundLength > 0
                ? ReadRest(session, inbound, ref frames)
                : ReadFresh(session, inbound, ref frames);
            if (status == IoStatus.Closed)
            {
                return -1;
            }

            if (status == IoStatus.WouldBlock)
            {
                break;
            }
        }

        return frames;
    }

    /// <summary>Reads and forgets what a leaving peer still sends. False when the peer has gone.</summary>
    public bool Discard(BusConnection session) =>
        session.Link.Receive(_scratch, out _) != IoStatus.Closed;

    /// <summary>Tries again to hand over the frames that a connection has kept.</summary>
    public static int Resume(BusConnection session, BusInbound inbound)
    {
        session.IsStalled = false;
        int frames = 0;
        return HandOver(session, inbound, session.Inbound, ref frames) ? frames : -1;
    }

    private IoStatus ReadFresh(BusConnection session, BusInbound inbound, ref int frames)
    {
        // A peer that has not proven anything gets no more than one handshake frame's worth of memory.
        int limit = session.IsStranger ? WireLimits.MaxHandshakeFrame : _scratch.Length;
        IoStatus status = session.Link.Receive(_scratch.AsSpan(0, limit), out int received);
        if (status != IoStatus.Done)
        {
            return status;
        }

        return HandOver(session, inbound, _scratch.AsSpan(0, received), ref frames) ? IoStatus.Done : IoStatus.Closed;
    }

    private static IoStatus ReadRest(BusConnection session, BusInbound inbound, ref int frames)
    {
        int total = FrameHeader.Size;
        if (session.InboundLength >= FrameHeader.Size)
        {
            if (FrameHeader.TryRead(session.Inbound, out FrameHeader header) != FrameError.None)
            {
                return IoStatus.Closed;
            }

            total = header.Length;
        }

        IoStatus status = session.Link.Receive(session.InboundRoom(total), out int received);
        if (status != IoStatus.Done)
        {
            return status;
        }

        session.AddInbound(received);
        return HandOver(session, inbound, session.Inbound, ref frames) ? IoStatus.Done : IoStatus.Closed;
    }

    private static bool HandOver(BusConnection session, BusInbound inbound, ReadOnlySpan<byte> bytes, ref int frames)
    {
        while (session.State != ConnectionState.Closing && session.Job is null)
        {
            FrameError error = FrameScanner.TryRead(bytes, out ReadOnlySpan<byte> frame, out FrameHeader header);
            bool isStranger = session.State == ConnectionState.Handshaking && bytes.Length >= FrameHeader.Size;
            if (isStranger && header.Kind != FrameKind.Handshake)
            {
                // Before there are keys only handshake frames exist, and only their small limit holds.
                return inbound.Malformed(session, FrameError.UnknownKind);
            }

            if (error == FrameError.Truncated)
            {
                break;
            }

            if (error != FrameError.None)
            {
                return inbound.Malformed(session, error);
            }

            if (!inbound.HasRoom(session, header.Kind, frame.Length))
            {
                session.IsStalled = true;
                break;
            }

            if (!inbound.OnFrame(session, frame))
            {
                return false;
            }

            frames++;
            bytes = bytes[frame.Length..];
        }

        session.KeepInbound(session.State == ConnectionState.Closing ? default : bytes);
        return true;
    }
}
