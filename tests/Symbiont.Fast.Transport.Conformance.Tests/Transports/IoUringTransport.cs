using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>
/// Sockets through an io_uring. A ring belongs to one thread, which turns it all the time, as an engine thread does; what
/// the tests call goes there.
/// </summary>
/// <param name="sockets">Whose endpoints and agents' ends are used.</param>
public abstract class IoUringTransport(SocketTransport sockets) : ITransportUnderTest
{
    /// <inheritdoc/>
    public TransportEndPoint NewEndPoint() => sockets.NewEndPoint();

    /// <inheritdoc/>
    public TransportEndPoint DeadEndPoint() => sockets.DeadEndPoint();

    /// <inheritdoc/>
    public ConnectionListener Listen(TransportEndPoint endPoint) => new TurnedListener(
        IoUringListener.Listen(endPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite));

    /// <inheritdoc/>
    public Task<Connection> ConnectAsync(TransportEndPoint endPoint) => sockets.ConnectAsync(endPoint);

    /// <inheritdoc/>
    public RouterOptions Configure(RouterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with { SocketDriver = SocketDriver.IoUring };
    }

    /// <inheritdoc/>
    public IPollerUnderTest CreatePoller() => new TurnedPoller();

    /// <inheritdoc/>
    public void Dispose()
    {
        sockets.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class TurnedPoller : IPollerUnderTest
    {
        private readonly TurningThread _thread = new();

        public void Add(Connection connection, ulong token)
        {
            var turned = (TurnedConnection)connection;
            turned.Thread = _thread;
            _thread.Do(poller => poller.Add(turned.Ring, token));
        }

        public void Add(ConnectionListener listener, ulong token)
        {
            var turned = (TurnedListener)listener;
            turned.Thread = _thread;
            _thread.Do(poller => poller.Add(turned.Ring, token));
        }

        public void Watch(Connection connection, ulong token, bool read, bool write) =>
            _thread.Do(poller => poller.Watch(((TurnedConnection)connection).Ring, token, read, write));

        public void Remove(Connection connection) =>
            _thread.Do(poller => poller.Remove(((TurnedConnection)connection).Ring));

        public int Look(Span<Readiness> ready) => _thread.Collect(ready);

        public int Wait(Span<Readiness> ready) => _thread.Wait(ready);

        public void Dispose() => _thread.Dispose();
    }

    private sealed class TurnedListener(IoUringListener ring) : ConnectionListener
    {
        public IoUringListener Ring => ring;

        public TurningThread? Thread { get; set; }

        public override int Descriptor => ring.Descriptor;

        public override TransportEndPoint EndPoint => ring.EndPoint;

        public override bool TryAccept([NotNullWhen(true)] out Connection? connection)
        {
            Connection? accepted = TurningThread.Do(Thread, () => ring.TryAccept(out Connection? next) ? next : null);
            IsExhausted = ring.IsExhausted;
            connection = accepted is null ? null : new TurnedConnection((IoUringConnection)accepted);
            return connection is not null;
        }

        protected override void Dispose(bool disposing) => TurningThread.Do(Thread, () =>
        {
            ring.Dispose();
            return true;
        });
    }

    private sealed class TurnedConnection(IoUringConnection ring) : Connection
    {
        public IoUringConnection Ring => ring;

        public TurningThread? Thread { get; set; }

        public override int Descriptor => ring.Descriptor;

        public override PeerOrigin FindOrigin() => ring.FindOrigin();

        public override bool TryFindCredentials(out PeerCredentials credentials) =>
            ring.TryFindCredentials(out credentials);

        public override string? FindControlGroup() => ring.FindControlGroup();

        public override IoStatus Receive(Span<byte> buffer, out int received)
        {
            byte[] bytes = new byte[buffer.Length];
            (IoStatus status, received) = TurningThread.Do(
                Thread, () => (ring.Receive(bytes, out int count), count));
            bytes.AsSpan(0, received).CopyTo(buffer);
            return status;
        }

        public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
        {
            byte[] copy = bytes.ToArray();
            (IoStatus status, sent) = TurningThread.Do(Thread, () => (ring.Send(copy, out int count), count));
            return status;
        }

        public override void SetReceiveTimeout(TimeSpan timeout) => ring.SetReceiveTimeout(timeout);

        public override void StopWaiting() => ring.StopWaiting();

        public override bool WaitToReceive(TimeSpan timeout) => ring.WaitToReceive(timeout);

        public override void EndSending() => Do(ring.EndSending);

        public override void Abort() => Do(ring.Abort);

        protected override void Dispose(bool disposing) => Do(ring.Dispose);

        private void Do(Action action) => TurningThread.Do(Thread, () =>
        {
            action();
            return true;
        });
    }
}
