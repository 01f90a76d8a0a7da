using System.Net.Sockets;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>
/// A place in this process where a router listens and agents connect, without a socket. Give the same object to both;
/// it has no text that <see cref="TransportEndPoint.Parse"/> would read. Thread-safe.
/// </summary>
/// <param name="Name">For messages and logs.</param>
public sealed record InProcessEndPoint(string Name) : TransportEndPoint
{
    private InProcessListener? _listener;

    /// <summary>What logs say.</summary>
    public override string ToString() => $"inprocess:{Name}";

    /// <summary>Two endpoints are the same place only when they are one object.</summary>
    public bool Equals(InProcessEndPoint? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    internal void Attach(InProcessListener listener)
    {
        if (Interlocked.CompareExchange(ref _listener, listener, null) is not null)
        {
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        }
    }

    internal void Detach(InProcessListener listener) => Interlocked.CompareExchange(ref _listener, null, listener);

    internal InProcessListener Find() =>
        Volatile.Read(ref _listener) ?? throw new SocketException((int)SocketError.ConnectionRefused);
}
