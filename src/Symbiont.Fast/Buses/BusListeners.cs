using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Shards;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Buses;

/// <summary>
/// The listeners of one bus. They pause while the process has no descriptor left for a new connection: readiness is
/// level-triggered, and looking again at once would only spin. Owned by the bus's thread.
/// </summary>
internal sealed class BusListeners : IDisposable
{
    private const ulong Flag = 1UL << 55;
    private const long PauseNanoseconds = 100_000_000;

    private readonly List<BusListener> _listeners = [];
    private readonly EnginePoller _poller;
    private readonly MemoryBudget _memory;
    private readonly ulong _tokenBase;
    private long _pausedUntil;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address is in use or not allowed.</exception>
    public BusListeners(
        SandboxTier tier, ulong tokenBase, IEnumerable<ListenerOptions> listeners, RouterOptions options,
        EnginePoller poller)
    {
        _poller = poller;
        _memory = new MemoryBudget(options.SharedMemoryRingBytes, options.MaxSharedMemorySessionsPerBus);
        _tokenBase = tokenBase | Flag;
        var verifier = new CredentialVerifier(options.Identity.OperatorKey, options.Identity.Revocations);
        try
        {
            foreach (ListenerOptions listener in listeners)
            {
                ConnectionListener socket = poller.Listen(listener.EndPoint, options.SocketMode, _memory);
                _poller.Add(socket, _tokenBase | (uint)_listeners.Count);
                _listeners.Add(new BusListener(_listeners.Count, socket, tier, listener.ListenerId, verifier)
                {
                    ExpectedPeer = listener.ExpectedPeer,
                    Agents = listener.Agents,
                });
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        EndPoints = [.. _listeners.Select(listener => listener.Socket.EndPoint)];
    }

    /// <summary>Where they listen, in the order of the options.</summary>
    public IReadOnlyList<TransportEndPoint> EndPoints { get; }

    /// <summary>True while no connection is taken.</summary>
    public bool IsPaused => _pausedUntil != 0;

    /// <summary>True when the token is that of a listener, not of a session.</summary>
    public static bool Owns(ulong token) => (token & Flag) != 0;

    /// <summary>The listener of a token; null after they were closed.</summary>
    public BusListener? Find(ulong token) =>
        (uint)token < (uint)_listeners.Count ? _listeners[(int)(uint)token] : null;

    /// <summary>Takes no connection for a while.</summary>
    public void Pause(long nowMonotonicNanoseconds)
    {
        _pausedUntil = nowMonotonicNanoseconds + PauseNanoseconds;
        Watch(read: false);
    }

    /// <summary>Takes connections again, once the pause is over.</summary>
    public void ResumeWhenDue(long nowMonotonicNanoseconds)
    {
        if (nowMonotonicNanoseconds >= _pausedUntil)
        {
            _pausedUntil = 0;
            Watch(read: true);
        }
    }

    /// <summary>Stops to listen.</summary>
    public void Dispose()
    {
        foreach (BusListener listener in _listeners)
        {
            _poller.Remove(listener.Socket);
            listener.Socket.Dispose();
        }

        _listeners.Clear();
        _memory.Dispose();
        _pausedUntil = 0;
    }

    private void Watch(bool read)
    {
        for (int i = 0; i < _listeners.Count; i++)
        {
            _poller.Watch(_listeners[i].Socket, _tokenBase | (uint)i, read);
        }
    }
}
