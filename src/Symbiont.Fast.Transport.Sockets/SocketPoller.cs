using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Readiness of many descriptors through one epoll instance, level-triggered. Owned by one thread; another one wakes it
/// through the <see cref="Doorbell"/>.
/// </summary>
public sealed class SocketPoller : IDisposable
{
    private const int MaxReady = 256;

    private readonly Epoll _epoll = new();
    private readonly EpollReady[] _kernelReady = new EpollReady[MaxReady];
    private readonly PollerDoorbell _doorbell = new();

    /// <summary>Makes an empty poller.</summary>
    public SocketPoller() => _epoll.Add(_doorbell.Descriptor, EpollEvents.In, PollerDoorbell.Token);

    /// <summary>Wakes the thread that waits here.</summary>
    public PollerDoorbell Doorbell => _doorbell;

    /// <summary>Starts to watch a descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="token">Comes back with its readiness; any value but <see cref="ulong.MaxValue"/>.</param>
    public void Add(int descriptor, ulong token) =>
        _epoll.Add(descriptor, EpollEvents.In | EpollEvents.ReadHangUp, token);

    /// <summary>
    /// Starts to watch a descriptor for signals that nobody here takes: each is reported once, as readable.
    /// </summary>
    public void AddSignal(int descriptor, ulong token) =>
        _epoll.Add(descriptor, EpollEvents.In | EpollEvents.EdgeTriggered, token);

    /// <summary>Changes what a descriptor is watched for.</summary>
    public void Watch(int descriptor, ulong token, bool read, bool write) =>
        _epoll.Modify(
            descriptor,
            (read ? EpollEvents.In | EpollEvents.ReadHangUp : 0) | (write ? EpollEvents.Out : 0),
            token);

    /// <summary>Stops watching a descriptor.</summary>
    public void Remove(int descriptor) => _epoll.Remove(descriptor);

    /// <summary>Waits for readiness.</summary>
    /// <param name="ready">Receives what is ready, at most 256 entries a call.</param>
    /// <param name="timeoutMilliseconds">0 to look without waiting.</param>
    /// <returns>How many entries of <paramref name="ready"/> were written; wake-ups do not count.</returns>
    public int Wait(Span<Readiness> ready, int timeoutMilliseconds)
    {
        int count = _epoll.Wait(_kernelReady.AsSpan(0, Math.Min(ready.Length, MaxReady)), timeoutMilliseconds);
        int written = 0;
        for (int i = 0; i < count; i++)
        {
            EpollReady entry = _kernelReady[i];
            if (entry.Token == PollerDoorbell.Token)
            {
                _doorbell.Drain();
                continue;
            }

            ready[written++] = new Readiness(
                entry.Token,
                Readable: (entry.Events & ~EpollEvents.Out) != 0,
                Writable: (entry.Events & EpollEvents.Out) != 0);
        }

        return written;
    }

    /// <summary>Closes the epoll instance; the descriptors stay open.</summary>
    public void Dispose()
    {
        _epoll.Dispose();
        _doorbell.Dispose();
    }
}
