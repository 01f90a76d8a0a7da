using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>Takes the connections of agents in this process.</summary>
public sealed class InProcessListener : ConnectionListener, IWatched
{
    private const int Backlog = 512;

    private readonly ConcurrentQueue<InProcessConnection> _waiting = new();
    private readonly InProcessEndPoint _endPoint;
    private bool _isClosed;

    private InProcessListener(InProcessEndPoint endPoint) => _endPoint = endPoint;

    /// <summary>There is none; <see cref="InProcessPoller"/> watches it.</summary>
    public override int Descriptor => -1;

    /// <inheritdoc/>
    public override TransportEndPoint EndPoint => _endPoint;

    /// <inheritdoc/>
    public ReadySignal Signal { get; } = new();

    /// <inheritdoc/>
    public bool CanRead => !_waiting.IsEmpty;

    /// <inheritdoc/>
    public bool CanWrite => false;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="SocketException">Another listens there.</exception>
    public static InProcessListener Listen(InProcessEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var listener = new InProcessListener(endPoint);
        endPoint.Attach(listener);
        return listener;
    }

    /// <inheritdoc/>
    public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
    {
        bool any = _waiting.TryDequeue(out InProcessConnection? waiting);
        connection = waiting;
        return any;
    }

    /// <summary>Any thread: a connection waits to be accepted.</summary>
    internal void Add(InProcessConnection connection)
    {
        if (Volatile.Read(ref _isClosed) || _waiting.Count >= Backlog)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        _waiting.Enqueue(connection);
        Signal.Announce();

        // Its end may have come since the first look, and be past emptying the queue: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isClosed))
        {
            CloseWaiting();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _endPoint.Detach(this);
        Volatile.Write(ref _isClosed, true);
        Interlocked.MemoryBarrier();
        CloseWaiting();
    }

    // Any thread.
    private void CloseWaiting()
    {
        while (_waiting.TryDequeue(out InProcessConnection? waiting))
        {
            waiting.Dispose();
        }
    }
}
