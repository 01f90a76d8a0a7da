using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Readiness of everything that one engine thread watches: sockets, by system calls, and agents in this process, without.
/// Owned by that thread.
/// </summary>
internal sealed class EnginePoller : IDisposable
{
    private readonly SocketPoller _sockets = new();
    private readonly InProcessPoller _inProcess;
    private int _watchedSockets;

    public EnginePoller() => _inProcess = new InProcessPoller(_sockets.Doorbell);

    /// <summary>Wakes the thread from <see cref="WaitForSockets"/>.</summary>
    public PollerDoorbell Doorbell => _sockets.Doorbell;

    /// <summary>True when a look costs no system call.</summary>
    public bool IsFree => _watchedSockets == 0;

    /// <summary>True when an agent in this process may have something.</summary>
    public bool HasNews => _inProcess.HasNews;

    public void Add(Connection link, ulong token) => Add(link as IWatched, link.Descriptor, token);

    public void Add(ConnectionListener listener, ulong token) => Add(listener as IWatched, listener.Descriptor, token);

    public void Watch(Connection link, ulong token, bool read, bool write) =>
        Watch(link as IWatched, link.Descriptor, token, read, write);

    public void Watch(ConnectionListener listener, ulong token, bool read) =>
        Watch(listener as IWatched, listener.Descriptor, token, read, write: false);

    public void Remove(Connection link) => Remove(link as IWatched, link.Descriptor);

    public void Remove(ConnectionListener listener) => Remove(listener as IWatched, listener.Descriptor);

    /// <summary>Looks at the agents in this process.</summary>
    public int PollInProcess(Span<Readiness> ready) => _inProcess.Poll(ready);

    /// <summary>Looks at the sockets, and waits for them or the doorbell when asked to.</summary>
    public int WaitForSockets(Span<Readiness> ready, int timeoutMilliseconds) =>
        _sockets.Wait(ready, timeoutMilliseconds);

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
