using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Byte rings in this process.</summary>
public sealed class InProcessTransport : ITransportUnderTest
{
    /// <inheritdoc/>
    public TransportEndPoint NewEndPoint() => new InProcessEndPoint("conformance");

    /// <inheritdoc/>
    public TransportEndPoint DeadEndPoint() => NewEndPoint();

    /// <inheritdoc/>
    public ConnectionListener Listen(TransportEndPoint endPoint) =>
        InProcessListener.Listen((InProcessEndPoint)endPoint);

    /// <inheritdoc/>
    public async Task<Connection> ConnectAsync(TransportEndPoint endPoint) =>
        await Task.FromResult(InProcessConnection.Connect((InProcessEndPoint)endPoint, Guard.Patience));

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options) => options;

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new RungPoller();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class RungPoller : IPollerUnderTest, IDoorbell
    {
        private readonly ManualResetEventSlim _rung = new();
        private readonly InProcessPoller _poller;

        public RungPoller() => _poller = new InProcessPoller(this);

        public void Ring() => _rung.Set();

        public void Add(Connection connection, ulong token) => _poller.Add((IWatched)connection, token);

        public void Add(ConnectionListener listener, ulong token) => _poller.Add((IWatched)listener, token);

        public void Watch(Connection connection, ulong token, bool read, bool write) =>
            _poller.Watch((IWatched)connection, read, write);

        public void Remove(Connection connection) => _poller.Remove((IWatched)connection);

        public int Look(Span<Readiness> ready) => _poller.Poll(ready);

        public int Wait(Span<Readiness> ready)
        {
            while (true)
            {
                _rung.Reset();
                int count = _poller.Poll(ready);
                if (count > 0 || !_rung.Wait(Guard.Patience, TestContext.Current.CancellationToken))
                {
                    return count;
                }
            }
        }

        // Not the event: an end that is closed later may still ring.
        public void Dispose()
        {
        }
    }
}
