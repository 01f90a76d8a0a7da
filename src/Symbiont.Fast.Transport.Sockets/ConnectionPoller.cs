namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Readiness of many connections and listeners, level-triggered, whatever brings it about. Owned by one thread; another
/// one wakes it through the <see cref="Doorbell"/>. Before the owner's first wait, another thread may add to it.
/// </summary>
public abstract class ConnectionPoller : IDisposable
{
    /// <summary>Wakes the thread that waits here.</summary>
    public PollerDoorbell Doorbell { get; } = new();

    /// <summary>True when a look that finds nothing costs no system call.</summary>
    public abstract bool IsLookFree { get; }

    /// <summary>Starts to listen, for connections that are watched here.</summary>
    /// <param name="endPoint">Where to listen.</param>
    /// <param name="unixMode">The permissions of a Unix socket's file.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not allowed.</exception>
    public abstract ConnectionListener Listen(TransportEndPoint endPoint, UnixFileMode unixMode);

    /// <summary>True when it can watch such a connection.</summary>
    public abstract bool Handles(Connection connection);

    /// <summary>True when it can watch such a listener.</summary>
    public abstract bool Handles(ConnectionListener listener);

    /// <summary>Starts to watch for reads.</summary>
    /// <param name="connection">What.</param>
    /// <param name="token">Comes back with its readiness; any value but <see cref="ulong.MaxValue"/>.</param>
    public abstract void Add(Connection connection, ulong token);

    /// <summary>Starts to watch for connections.</summary>
    public abstract void Add(ConnectionListener listener, ulong token);

    /// <summary>Changes what it is watched for.</summary>
    public abstract void Watch(Connection connection, ulong token, bool read, bool write);

    /// <summary>Changes what it is watched for.</summary>
    public abstract void Watch(ConnectionListener listener, ulong token, bool read);

    /// <summary>Stops watching.</summary>
    public abstract void Remove(Connection connection);

    /// <summary>Stops watching.</summary>
    public abstract void Remove(ConnectionListener listener);

    /// <summary>Sends what waits to be sent, and waits for readiness.</summary>
    /// <param name="ready">Receives what is ready.</param>
    /// <param name="timeoutMilliseconds">0 to look without waiting.</param>
    /// <returns>How many entries of <paramref name="ready"/> were written; wake-ups do not count.</returns>
    public abstract int Wait(Span<Readiness> ready, int timeoutMilliseconds);

    /// <summary>
    /// The owner's last word: what waits to be sent is sent, as far as peers take it. Others may dispose of everything
    /// afterwards.
    /// </summary>
    public virtual void Finish()
    {
    }

    /// <summary>Stops watching. Connections and listeners stay their owners'.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the kernel gave.</summary>
    protected virtual void Dispose(bool disposing) => Doorbell.Dispose();
}
