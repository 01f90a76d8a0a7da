using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>
/// From frame bodies to the socket: seals what the router put into a session's ring, as much as fits one write, and
/// keeps what the socket does not take. Owned by the bus's thread.
/// </summary>
internal sealed class BusWriter
{
    // A peer that asks for answers and does not read them is cut off here.
    private const int MaxKept = 4 * WireLimits.MaxFrame;

    private readonly byte[] _scratch = new byte[2 * WireLimits.MaxFrame];
    private readonly BusCounters _counters;

    public BusWriter(BusCounters counters) => _counters = counters;

    /// <summary>Sends what waits for a session. False when the connection is broken.</summary>
    public bool Flush(BusConnection session)
    {
        while (TryWriteKept(session))
        {
            if (session.OutboundLength > 0 || session.State == ConnectionState.Closing || session.Port is null)
            {
                return true;
            }

            // In this order: what was written before the wish to close is sent before the last word. That one needs no
            // room in the ring, so a full one cannot keep a session alive; a shard that is still writing is waited for.
            bool closes = session.Port.TryGetCloseReason(out RefusalReason reason);
            int length = SealWaiting(session, session.Port);
            if (length == 0 && closes && session.Port.IsEmpty)
            {
                length = SealClose(session, reason);
            }

            if (length == 0)
            {
                return true;
            }

            if (!Write(session, _scratch.AsSpan(0, length)))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Sends one frame body at once, behind whatever is kept. False when the connection is broken.</summary>
    public bool Send(BusConnection session, FrameKind kind, ReadOnlySpan<byte> body)
    {
        int length = Seal(session.Keys!.Sealer, kind, body, _scratch);
        return SendRaw(session, _scratch.AsSpan(0, length));
    }

    /// <summary>Sends a whole frame. False when the connection is broken.</summary>
    public static bool SendRaw(BusConnection session, ReadOnlySpan<byte> frame)
    {
        if (session.OutboundLength == 0)
        {
            return Write(session, frame);
        }

        if (session.OutboundLength > MaxKept)
        {
            return false;
        }

        session.AppendOutbound(frame);
        return true;
    }

    private int SealClose(BusConnection session, RefusalReason reason)
    {
        int length = new CloseMessage(reason).Write(_scratch.AsSpan(FrameHeader.Size));
        session.State = ConnectionState.Closing;
        session.ClosesAfterFlush = true;
        session.ClosedFor = reason;
        return Seal(session.Keys!.Sealer, FrameKind.Close, _scratch.AsSpan(FrameHeader.Size, length), _scratch);
    }

    private int Seal(RecordSealer sealer, FrameKind kind, ReadOnlySpan<byte> body, Span<byte> frame)
    {
        long rekeys = sealer.Rekeys;
        int length = sealer.Seal(kind, body, frame);
        _counters.Count(BusCounters.FramesOut);
        if (sealer.Rekeys != rekeys)
        {
            _counters.Count(BusCounters.RekeysOut);
        }

        return length;
    }

    private int SealWaiting(BusConnection session, EgressPort port)
    {
        RecordSealer sealer = session.Keys!.Sealer;
        int length = 0;
        while (port.TryPeek(out FrameKind kind, out ReadOnlySpan<byte> body))
        {
            if (length + body.Length + sealer.Overhead > _scratch.Length)
            {
                break;
            }

            length += Seal(sealer, kind, body, _scratch.AsSpan(length));
            port.Release();
        }

        return length;
    }

    private static bool TryWriteKept(BusConnection session)
    {
        if (session.OutboundLength == 0)
        {
            return true;
        }

        IoStatus status = session.Link.Send(session.Outbound, out int sent);
        if (status == IoStatus.Done)
        {
            session.DropOutbound(sent);
        }

        return status != IoStatus.Closed;
    }

    private static bool Write(BusConnection session, ReadOnlySpan<byte> bytes)
    {
        IoStatus status = session.Link.Send(bytes, out int sent);
        if (status == IoStatus.Closed)
        {
            return false;
        }

        int taken = status == IoStatus.Done ? sent : 0;
        if (taken < bytes.Length)
        {
            session.KeepOutbound(bytes[taken..]);
        }

        return true;
    }
}
