using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Rings in memory that the router's end has handed over: each pair has them before it is used.</summary>
public class SharedMemoryTransport : ITransportUnderTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");
    private readonly Queue<AgentConnection> _agents = new();
    private readonly MemoryBudget _budget = new(1 << 18, 1024);
    private readonly bool _offers;
    private readonly bool _takesBell;
    private int _sockets;

    /// <summary>With an eventfd.</summary>
    public SharedMemoryTransport()
        : this(offers: true, takesBell: true)
    {
    }

    /// <summary>As it is told.</summary>
    /// <param name="offers">False to stay on the socket.</param>
    /// <param name="takesBell">False to wake the router over the socket.</param>
    protected SharedMemoryTransport(bool offers, bool takesBell) => (_offers, _takesBell) = (offers, takesBell);

    /// <inheritdoc/>
    public TransportEndPoint NewEndPoint() => new SharedMemoryEndPoint(
        Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{++_sockets}.sock")));

    /// <inheritdoc/>
    public TransportEndPoint DeadEndPoint() => NewEndPoint();

    /// <inheritdoc/>
    public ConnectionListener Listen(TransportEndPoint endPoint)
    {
        var listener = SharedMemoryListener.Listen(
            (SharedMemoryEndPoint)endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite, _budget);
        return _offers ? new Offering(listener, _agents) : listener;
    }

    /// <inheritdoc/>
    public async Task<Connection> ConnectAsync(TransportEndPoint endPoint)
    {
        AgentConnection agent = await AgentConnection.ConnectAsync(
            (SharedMemoryEndPoint)endPoint, Guard.Patience, Guard.Patience, _takesBell,
            TestContext.Current.CancellationToken);
        _agents.Enqueue(agent);
        return agent;
    }

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options) => options;

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new RingPoller();

    /// <inheritdoc/>
    public void Dispose()
    {
        _budget.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Plays the bus: whom it accepts has proven who it is. Agents connect one after the other.</summary>
    private sealed class Offering(SharedMemoryListener listener, Queue<AgentConnection> agents) : ConnectionListener
    {
        public override int Descriptor => listener.Descriptor;

        public override TransportEndPoint EndPoint => listener.EndPoint;

        public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
        {
            if (!listener.TryAccept(out connection))
            {
                return false;
            }

            connection.OnAuthenticated();
            agents.Dequeue().WaitToReceive(TimeSpan.Zero);
            return true;
        }

        protected override void Dispose(bool disposing) => listener.Dispose();
    }

    private sealed class RingPoller : IPollerUnderTest
    {
        private readonly SocketPoller _sockets = new();
        private readonly SharedMemoryPoller _rings;

        public RingPoller() => _rings = new SharedMemoryPoller(_sockets);

        public void Add(Connection connection, ulong token) => _rings.Add((RouterConnection)connection, token);

        public void Add(ConnectionListener listener, ulong token) => _sockets.Add(listener.Descriptor, token);

        public void Watch(Connection connection, ulong token, bool read, bool write) =>
            _rings.Watch((RouterConnection)connection, read, write);

        public void Remove(Connection connection) => _rings.Remove((RouterConnection)connection);

        public int Look(Span<Readiness> ready) => Look(ready, 0);

        public int Wait(Span<Readiness> ready) => Look(ready, (int)Guard.Patience.TotalMilliseconds);

        public void Dispose() => _sockets.Dispose();

        // Nothing ready, and told to wait, it sleeps; what wakes it may be no news.
        private int Look(Span<Readiness> ready, int milliseconds)
        {
            long end = Environment.TickCount64 + milliseconds;
            while (true)
            {
                int count = _rings.Poll(ready);
                count = count > 0 ? count : _rings.Wait(ready, (int)Math.Max(end - Environment.TickCount64, 0));
                if (count > 0 || Environment.TickCount64 >= end)
                {
                    return count;
                }
            }
        }
    }
}
