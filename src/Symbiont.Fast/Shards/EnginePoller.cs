using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Readiness of everything that one engine thread watches: sockets, by system calls; agents in this process and busy
/// ones over shared memory, without. Owned by that thread.
/// </summary>
internal sealed class EnginePoller : IDisposable
{
    private readonly SocketPoller _sockets = new();
    private readonly InProcessPoller _inProcess;
    private readonly SharedMemoryPoller _shared;
    private int _watchedSockets;

    public EnginePoller()
    {
        _inProcess = new InProcessPoller(_sockets.Doorbell);
        _shared = new SharedMemoryPoller(_sockets);
    }

    /// <summary>Wakes the thread from <see cref="WaitForSockets"/>.</summary>
    public PollerDoorbell Doorbell => _sockets.Doorbell;

    /// <summary>True when a look costs no system call.</summary>
    public bool IsFree => _watchedSockets == 0;

    /// <summary>True while agents over shared memory are so busy that theirs are looked at in every turn.</summary>
    public bool IsSharedMemoryBusy => _shared.IsBusy;

    /// <summary>True when an agent in this process may have something.</summary>
    public bool HasNews => _inProcess.HasNews;

    public void Add(Connection link, ulong token)
    {
        if (link is RouterConnection shared)
        {
            _watchedSockets++;
            _shared.Add(shared, token);
        }
        else
        {
            Add(link as IWatched, link.Descriptor, token);
        }
    }

    public void Add(ConnectionListener listener, ulong token) => Add(listener as IWatched, listener.Descriptor, token);

    public void Watch(Connection link, ulong token, bool read, bool write)
    {
        if (link is RouterConnection shared)
        {
            _shared.Watch(shared, read, write);
        }
        else
        {
            Watch(link as IWatched, link.Descriptor, token, read, write);
        }
    }

    public void Watch(ConnectionListener listener, ulong token, bool read) =>
        Watch(listener as IWatched, listener.Descriptor, token, read, write: false);

    public void Remove(Connection link)
    {
        if (link is RouterConnection shared)
        {
            _watchedSockets--;
            _shared.Remove(shared);
        }
        else
        {
            Remove(link as IWatched, link.Descriptor);
        }
    }

    public void Remove(ConnectionListener listener) => Remove(listener as IWatched, listener.Descriptor);

    /// <summary>Looks at the agents in this process and at the busy ones over shared memory.</summary>
    public int PollMemory(Span<Readiness> ready)
    {
        int count = _inProcess.Poll(ready);
        return count + _shared.Poll(ready[count..]);
    }

    /// <summary>Looks at the sockets, and waits for them or the doorbell when asked to.</summary>
    public int WaitForSockets(Span<Readiness> ready, int timeoutMilliseconds) =>
        _shared.Wait(ready, timeoutMilliseconds);

    public void Dispose() => _sockets.Dispose();

    private void Add(IWatched? watched, int descriptor, ulong token)
    {
        if (watched is not null)
        {
            _inProcess.Add(watched, token);
        }
        else
        {
            _watchedSockets++;
            _sockets.Add(descriptor, token);
        }
    }

    private void Watch(IWatched? watched, int descriptor, ulong token, bool read, bool write)
    {
        if (watched is not null)
        {
            _inProcess.Watch(watched, read, write);
        }
        else
        {
            _sockets.Watch(descriptor, token, read, write);
        }
    }

    private void Remove(IWatched? watched, int descriptor)
    {
        if (watched is not null)
        {
            _inProcess.Remove(watched);
        }
        else
        {
            _watchedSockets--;
            _sockets.Remove(descriptor);
        }
    }
}
