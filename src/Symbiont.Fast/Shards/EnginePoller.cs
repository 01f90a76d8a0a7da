using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.IoUring;
using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Readiness of everything that one engine thread watches: sockets, by a ring or by epoll, what has no place in a ring, by
/// an epoll instance that the ring watches; agents in this process and busy ones over shared memory, without system calls.
/// Owned by that thread.
/// </summary>
internal sealed class EnginePoller : IDisposable
{
    private readonly ConnectionPoller _sockets;
    private readonly IoUringPoller? _ring;
    private readonly SocketPoller _plain;
    private readonly InProcessPoller _inProcess;
    private readonly SharedMemoryPoller _shared;
    private int _watchedSockets;
    private bool _plainHasNews;

    /// <summary>Takes over the poller of the sockets.</summary>
    public EnginePoller(ConnectionPoller sockets)
    {
        _sockets = sockets;
        _ring = sockets as IoUringPoller;
        _plain = sockets as SocketPoller ?? new SocketPoller();
        _ring?.WatchPoller(_plain.Descriptor);
        _inProcess = new InProcessPoller(sockets.Doorbell);
        _shared = new SharedMemoryPoller(_plain);
    }

    /// <summary>Wakes the thread from <see cref="WaitForSockets"/>.</summary>
    public PollerDoorbell Doorbell => _sockets.Doorbell;

    /// <summary>True when there are sockets to look at.</summary>
    public bool HasSockets => _watchedSockets > 0;

    /// <summary>True when a look costs no system call.</summary>
    public bool IsFree => _watchedSockets == 0 || _sockets.IsLookFree;

    /// <summary>True while agents over shared memory are so busy that theirs are looked at in every turn.</summary>
    public bool IsSharedMemoryBusy => _shared.IsBusy;

    /// <summary>True when an agent in this process may have something.</summary>
    public bool HasNews => _inProcess.HasNews;

    /// <summary>Starts to listen, for connections that are watched here.</summary>
    public ConnectionListener Listen(TransportEndPoint endPoint, UnixFileMode mode, MemoryBudget memory) => endPoint switch
    {
        SharedMemoryEndPoint shared => SharedMemoryListener.Listen(shared, mode, memory),
        InProcessEndPoint inProcess => InProcessListener.Listen(inProcess),
        _ => _sockets.Listen(endPoint, mode),
    };

    public void Add(Connection link, ulong token)
    {
        if (link is IWatched watched)
        {
            _inProcess.Add(watched, token);
        }
        else if (link is RouterConnection shared)
        {
            _watchedSockets++;
            _shared.Add(shared, token);
        }
        else
        {
            _watchedSockets++;
            PollerOf(link).Add(link, token);
        }
    }

    public void Add(ConnectionListener listener, ulong token)
    {
        if (listener is IWatched watched)
        {
            _inProcess.Add(watched, token);
        }
        else
        {
            _watchedSockets++;
            PollerOf(listener).Add(listener, token);
        }
    }

    public void Watch(Connection link, ulong token, bool read, bool write)
    {
        if (link is IWatched watched)
        {
            _inProcess.Watch(watched, read, write);
        }
        else if (link is RouterConnection shared)
        {
            _shared.Watch(shared, read, write);
        }
        else
        {
            PollerOf(link).Watch(link, token, read, write);
        }
    }

    public void Watch(ConnectionListener listener, ulong token, bool read)
    {
        if (listener is IWatched watched)
        {
            _inProcess.Watch(watched, read, write: false);
        }
        else
        {
            PollerOf(listener).Watch(listener, token, read);
        }
    }

    public void Remove(Connection link)
    {
        if (link is IWatched watched)
        {
            _inProcess.Remove(watched);
        }
        else if (link is RouterConnection shared)
        {
            _watchedSockets--;
            _shared.Remove(shared);
        }
        else
        {
            _watchedSockets--;
            PollerOf(link).Remove(link);
        }
    }

    public void Remove(ConnectionListener listener)
    {
        if (listener is IWatched watched)
        {
            _inProcess.Remove(watched);
        }
        else
        {
            _watchedSockets--;
            PollerOf(listener).Remove(listener);
        }
    }

    /// <summary>Looks at the agents in this process and at the busy ones over shared memory.</summary>
    public int PollMemory(Span<Readiness> ready)
    {
        int count = _inProcess.Poll(ready);
        return count + _shared.Poll(ready[count..]);
    }

    /// <summary>Looks at the sockets, and waits for them or the doorbell when asked to.</summary>
    public int WaitForSockets(Span<Readiness> ready, int timeoutMilliseconds)
    {
        if (_ring is null)
        {
            return _shared.Wait(ready, timeoutMilliseconds);
        }

        bool mayWait = timeoutMilliseconds != 0 && !_plainHasNews && _shared.TryPrepareWait();
        int count = _ring.Wait(ready, mayWait ? timeoutMilliseconds : 0);
        _plainHasNews |= _ring.TakeNews();
        if (_plainHasNews && count < ready.Length)
        {
            // The ring tells when something becomes ready there, not that there is more of it.
            count += _shared.Wait(ready[count..], 0);
            _plainHasNews = _plain.FoundAny;
        }

        return count;
    }

    /// <summary>The thread's last word to its sockets.</summary>
    public void Finish() => _sockets.Finish();

    public void Dispose()
    {
        _sockets.Dispose();
        _plain.Dispose();
    }

    private ConnectionPoller PollerOf(Connection link) => _sockets.Handles(link) ? _sockets : _plain;

    private ConnectionPoller PollerOf(ConnectionListener listener) => _sockets.Handles(listener) ? _sockets : _plain;
}
