using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Readiness of sockets whose bytes move through an io_uring(7), level-triggered: one system call hands over everything
/// that the thread has sent since the last one, and brings what has come. Owned by one thread, the first that waits here;
/// another one wakes it through the doorbell.
/// </summary>
public sealed class IoUringPoller : ConnectionPoller
{
    private readonly RingDriver _driver;

    /// <summary>Makes an empty poller. Its ring begins with the first wait.</summary>
    /// <param name="anyThread">
    /// True when the waits come from changing threads, one at a time. Such a ring is slower: the kernel cannot rely on
    /// one issuer.
    /// </param>
    /// <exception cref="SystemCallException">The kernel refuses; ask <see cref="IoUringProbe"/> before.</exception>
    public IoUringPoller(bool anyThread = false)
        : this(RingSizes.Default, anyThread)
    {
    }

    internal IoUringPoller(RingSizes sizes, bool anyThread) => _driver = new RingDriver(Doorbell, sizes, anyThread);

    /// <inheritdoc/>
    public override bool IsLookFree => true;

    internal RingDriver Driver => _driver;

    /// <inheritdoc/>
    /// <remarks>Connections of other endpoints than Unix and TCP have no place in a ring.</remarks>
    public override ConnectionListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode) =>
        endPoint is UnixEndPoint or TcpEndPoint
            ? IoUringListener.Listen(endPoint, unixMode)
            : StreamSockets.Listen(endPoint, unixMode);

    /// <inheritdoc/>
    public override bool Handles(Connection connection) => connection is IoUringConnection;

    /// <inheritdoc/>
    public override bool Handles(ConnectionListener listener) => listener is IoUringListener;

    /// <summary>
    /// Watches a poller of what has no place in a ring; once, before the first wait. <see cref="TakeNews"/> says when to
    /// look there.
    /// </summary>
    /// <param name="descriptor">The other poller's.</param>
    public void WatchPoller(int descriptor) => _driver.WatchPoller(descriptor);

    /// <summary>True when something has become ready at the other poller since the last call.</summary>
    public bool TakeNews() => _driver.TakeNews();

    /// <inheritdoc/>
    public override void Add(Connection connection, ulong token) =>
        Watch(((IoUringConnection)connection).Attach(_driver), token, read: true, write: false);

    /// <inheritdoc/>
    public override void Add(ConnectionListener listener, ulong token) =>
        Watch(((IoUringListener)listener).Attach(_driver), token, read: true, write: false);

    /// <inheritdoc/>
    public override void Watch(Connection connection, ulong token, bool read, bool write) =>
        Watch(((IoUringConnection)connection).Attach(_driver), token, read, write);

    /// <inheritdoc/>
    public override void Watch(ConnectionListener listener, ulong token, bool read) =>
        Watch(((IoUringListener)listener).Attach(_driver), token, read, write: false);

    /// <inheritdoc/>
    public override void Remove(Connection connection) => Remove(((IoUringConnection)connection).Attach(_driver));

    /// <inheritdoc/>
    public override void Remove(ConnectionListener listener) => Remove(((IoUringListener)listener).Attach(_driver));

    /// <inheritdoc/>
    /// <exception cref="SystemCallException">The ring has failed.</exception>
    public override int Wait(Span<Readiness> ready, int timeoutMilliseconds)
    {
        _driver.Turn();
        int count = _driver.Active.Collect(ready);
        // What the turn has just brought must not be slept over: the other poller's news have no target of their own.
        if (count == 0 && timeoutMilliseconds != 0 && !Doorbell.HasRung && !_driver.HasPollerNews)
        {
            _driver.Wait(timeoutMilliseconds);
            count = _driver.Active.Collect(ready);
        }

        return count;
    }

    /// <inheritdoc/>
    public override void Finish() => _driver.Finish();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _driver.Dispose();
        base.Dispose(disposing);
    }

    private static void Watch(RingTarget target, ulong token, bool read, bool write)
    {
        (target.Token, target.WantsRead, target.WantsWrite) = (token, read, write);
        target.OnWatched();
    }

    private static void Remove(RingTarget target)
    {
        (target.WantsRead, target.WantsWrite) = (false, false);
        target.OnWatched();
    }
}
