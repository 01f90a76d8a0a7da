using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>epoll, as the engine uses it.</summary>
internal sealed class DescriptorPoller : IPollerUnderTest
{
    private readonly SocketPoller _poller = new();

    public void Add(Connection connection, ulong token) => _poller.Add(connection.Descriptor, token);

    public void Add(ConnectionListener listener, ulong token) => _poller.Add(listener.Descriptor, token);

    public void Watch(Connection connection, ulong token, bool read, bool write) =>
        _poller.Watch(connection.Descriptor, token, read, write);

    public void Remove(Connection connection) => _poller.Remove(connection.Descriptor);

    public int Look(Span<Readiness> ready) => _poller.Wait(ready, 0);

    public int Wait(Span<Readiness> ready) => _poller.Wait(ready, (int)Guard.Patience.TotalMilliseconds);

    public void Dispose() => _poller.Dispose();
}
