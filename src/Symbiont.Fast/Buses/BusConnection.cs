using System.Buffers;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>One connection of a bus and what is known about its peer. Owned by the bus's thread.</summary>
internal sealed class BusConnection : IDisposable
{
    private byte[]? _inbound;
    private byte[]? _outbound;

    public BusConnection(int slot, uint generation, Connection link, BusListener listener, long deadline)
    {
        Slot = slot;
        Generation = generation;
        Link = link;
        Listener = listener;
        Deadline = deadline;
    }

    public int Slot { get; }

    public uint Generation { get; }

    public Connection Link { get; }

    public BusListener Listener { get; }

    /// <summary>When the peer must have proven who it is, in monotonic nanoseconds.</summary>
    public long Deadline { get; }

    public ConnectionState State { get; set; }

    /// <summary>Its place among the bus's strangers; null once it is none.</summary>
    public LinkedListNode<BusConnection>? AmongStrangers { get; set; }

    /// <summary>True until the peer has proven who it is: it counts against the limit of handshakes.</summary>
    public bool IsStranger { get; set; } = true;

    /// <summary>The Noise state; while a step is at the conductor, it is there too.</summary>
    public RouterHandshake? Handshake { get; set; }

    /// <summary>The step that is at the conductor; nothing more is read until its result is here.</summary>
    public HandshakeJob? Job { get; set; }

    public LinkKeys? Keys { get; set; }

    public VerifiedCredential? Peer { get; set; }

    /// <summary>What the agent wants with the link, once it has said so.</summary>
    public SessionWish Wish { get; set; } = SessionWish.Own;

    /// <summary>The ring to the agent's shard; null until the session is open.</summary>
    public IngressQueue? Home { get; set; }

    /// <summary>The router's ring to this session; the router disposes of it once it has heard of the end.</summary>
    public EgressPort? Port { get; set; }

    /// <summary>What the router was told of the peer last; null until the session is open.</summary>
    public AgentAdmission? Admission { get; set; }

    /// <summary>When a handshake inside the session must be complete, in monotonic nanoseconds.</summary>
    public long RehandshakeDeadline { get; set; } = long.MaxValue;

    /// <summary>True while frames wait because the ring to the router is full.</summary>
    public bool IsStalled { get; set; }

    /// <summary>True while the bus has it in its list of stalled connections.</summary>
    public bool IsListedAsStalled { get; set; }

    /// <summary>True while the bus has it in its list of connections whose peer must take or say something.</summary>
    public bool IsListedAsBlocked { get; set; }

    /// <summary>True when the connection ends as soon as the outbound bytes are written.</summary>
    public bool ClosesAfterFlush { get; set; }

    /// <summary>True when the last word is sent and only the peer's end is awaited.</summary>
    public bool IsLingering { get; set; }

    public bool WatchesRead { get; set; } = true;

    public bool WatchesWrite { get; set; }

    /// <summary>Since when bytes wait for the socket to take them, in monotonic nanoseconds.</summary>
    public long BlockedSince { get; set; }

    /// <summary>True when the socket took some of the waiting bytes since this was last looked at.</summary>
    public bool MadeProgress { get; set; }

    /// <summary>True when the session is to end and only the last bytes keep it.</summary>
    public bool IsLeaving => ClosesAfterFlush || (Port?.TryGetCloseReason(out _) ?? false);

    /// <summary>Why this end closes the session.</summary>
    public RefusalReason ClosedFor { get; set; }

    public ReadOnlySpan<byte> Inbound => _inbound.AsSpan(0, InboundLength);

    public int InboundLength { get; private set; }

    public ReadOnlySpan<byte> Outbound => _outbound.AsSpan(OutboundStart, OutboundLength);

    public int OutboundLength { get; private set; }

    private int OutboundStart { get; set; }

    /// <summary>Room after the inbound bytes, so that they reach <paramref name="total"/>.</summary>
    public Span<byte> InboundRoom(int total)
    {
        if (_inbound is null || _inbound.Length < total)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(total);
            Inbound.CopyTo(larger);
            Return(ref _inbound);
            _inbound = larger;
        }

        return _inbound.AsSpan(InboundLength, total - InboundLength);
    }

    /// <summary>Wipes what only the handshake needed.</summary>
    public void EndHandshake()
    {
        Handshake?.Dispose();
        Handshake = null;
    }

    /// <summary>Waits no longer for a step that is at the conductor.</summary>
    public void AbandonJob()
    {
        Job?.Abandon();
        Job = null;
    }

    public void AddInbound(int length) => InboundLength += length;

    /// <summary>Keeps the bytes that are no whole frame yet, or wait.</summary>
    public void KeepInbound(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            InboundLength = 0;
            Return(ref _inbound);
            return;
        }

        if (_inbound is not null && rest.Overlaps(_inbound))
        {
            rest.CopyTo(_inbound);
        }
        else
        {
            InboundLength = 0;
            rest.CopyTo(InboundRoom(rest.Length));
        }

        InboundLength = rest.Length;
    }

    /// <summary>Keeps the bytes that the socket did not take.</summary>
    public void KeepOutbound(ReadOnlySpan<byte> rest)
    {
        Return(ref _outbound);
        _outbound = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(_outbound);
        (OutboundStart, OutboundLength) = (0, rest.Length);
    }

    /// <summary>Adds bytes behind those that are kept.</summary>
    public void AppendOutbound(ReadOnlySpan<byte> bytes)
    {
        int needed = OutboundLength + bytes.Length;
        if (_outbound is null || OutboundStart + needed > _outbound.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(2 * needed);
            Outbound.CopyTo(larger);
            Return(ref _outbound);
            _outbound = larger;
            OutboundStart = 0;
        }

        bytes.CopyTo(_outbound.AsSpan(OutboundStart + OutboundLength));
        OutboundLength = needed;
    }

    public void DropOutbound(int sent)
    {
        MadeProgress |= sent > 0;
        OutboundStart += sent;
        OutboundLength -= sent;
        if (OutboundLength == 0)
        {
            Return(ref _outbound);
        }
    }

    public void Dispose()
    {
        Link.Dispose();
        AbandonJob();
        Handshake?.Dispose();
        Keys?.Dispose();
        Return(ref _inbound);
        Return(ref _outbound);
        (InboundLength, OutboundLength) = (0, 0);
    }

    private static void Return(ref byte[]? buffer)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}
