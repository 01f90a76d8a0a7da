using System.Diagnostics.CodeAnalysis;

namespace Symbiont.Fast.Transport;

/// <summary>Accepts connections. Owned by one thread; never blocks.</summary>
public abstract class ConnectionListener : IDisposable
{
    /// <summary>The descriptor to poll for readiness; -1 when there is none.</summary>
    public abstract int Descriptor { get; }

    /// <summary>Where it listens; with the port the kernel chose.</summary>
    public abstract TransportEndPoint EndPoint { get; }

    /// <summary>
    /// True when the last connection could not be taken, because the process or the system has no descriptor left or for
    /// another reason that may last; it still waits, and the listener stays ready.
    /// </summary>
    public bool IsExhausted { get; protected set; }

    /// <summary>Takes the next connection, ready for non-blocking use; false when there is none.</summary>
    public abstract bool TryAccept([NotNullWhen(true)] out Connection? connection);

    /// <summary>
    /// How many connections were closed since this was last asked, because the listener had as many as it may have.
    /// </summary>
    public virtual int TakeRefused() => 0;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening.</summary>
    protected abstract void Dispose(bool disposing);
}
