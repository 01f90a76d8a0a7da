using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Readiness of many descriptors through one epoll instance, level-triggered. Owned by one thread; another one wakes it
/// through the doorbell.
/// </summary>
public sealed class SocketPoller : ConnectionPoller
{
    private const int MaxReady = 256;
    private const ulong DoorbellToken = ulong.MaxValue;

    private readonly Epoll _epoll = new();
    private readonly EpollReady[] _kernelReady = new EpollReady[MaxReady];

    /// <summary>Makes an empty poller.</summary>
    public SocketPoller() => _epoll.Add(Doorbell.Descriptor, EpollEvents.In, DoorbellToken);

    /// <inheritdoc/>
    public override bool IsLookFree => false;

    /// <summary>The epoll instance, readable when something is ready: another poller may watch it.</summary>
    public int Descriptor => _epoll.Descriptor;

    /// <summary>True when the last look found something: another may find more.</summary>
    public bool FoundAny { get; private set; }

    /// <inheritdoc/>
    public override ConnectionListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode) =>
        StreamSockets.Listen(endPoint, unixMode);

    /// <inheritdoc/>
    public override bool Handles(Connection connection) => true;

    /// <inheritdoc/>
    public override bool Handles(ConnectionListener listener) => true;

    /// <inheritdoc/>
    public override void Add(Connection connection, ulong token) => Add(connection.Descriptor, token);

    /// <inheritdoc/>
    public override void Add(ConnectionListener listener, ulong token) => Add(listener.Descriptor, token);

    /// <inheritdoc/>
    public override void Watch(Connection connection, ulong token, bool read, bool write) =>
        Watch(connection.Descriptor, token, read, write);

    /// <inheritdoc/>
    public override void Watch(ConnectionListener listener, ulong token, bool read) =>
        Watch(listener.Descriptor, token, read, write: false);

    /// <inheritdoc/>
    public override void Remove(Connection connection) => Remove(connection.Descriptor);

    /// <inheritdoc/>
    public override void Remove(ConnectionListener listener) => Remove(listener.Descriptor);

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

    /// <inheritdoc/>
    /// <remarks>At most 256 entries a call.</remarks>
    public override int Wait(Span<Readiness> ready, int timeoutMilliseconds)
    {
        int timeout = Doorbell.HasRung ? 0 : timeoutMilliseconds;
        int count = _epoll.Wait(_kernelReady.AsSpan(0, Math.Min(ready.Length, MaxReady)), timeout);
        FoundAny = count > 0;
        int written = 0;
        for (int i = 0; i < count; i++)
        {
            EpollReady entry = _kernelReady[i];
            if (entry.Token == DoorbellToken)
            {
                Doorbell.Drain();
                continue;
            }

            ready[written++] = new Readiness(
                entry.Token,
                Readable: (entry.Events & ~EpollEvents.Out) != 0,
                Writable: (entry.Events & EpollEvents.Out) != 0);
        }

        return written;
    }

    /// <inheritdoc/>
    /// <remarks>Closes the epoll instance; the descriptors stay open.</remarks>
    protected override void Dispose(bool disposing)
    {
        _epoll.Dispose();
        base.Dispose(disposing);
    }
}
