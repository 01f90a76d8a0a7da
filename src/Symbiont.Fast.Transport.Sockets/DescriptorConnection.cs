using System.Net.Sockets;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// A stream socket of a family that the runtime has none for: AF_VSOCK. Owned by one thread for reading and one for
/// writing; <see cref="Abort"/> and <see cref="Connection.Dispose()"/> may come from any, and no call reaches a
/// descriptor that was closed.
/// </summary>
public sealed class DescriptorConnection : Connection
{
    private readonly StreamSocket _socket;
    private readonly IDescriptorFamily _family;
    private readonly TimeSpan _sendTimeout;
    private volatile bool _waits;

    internal DescriptorConnection(StreamSocket socket, IDescriptorFamily family) =>
        (_socket, _family) = (socket, family);

    private DescriptorConnection(StreamSocket socket, IDescriptorFamily family, TimeSpan sendTimeout)
        : this(socket, family) => (_waits, _sendTimeout) = (true, sendTimeout);

    /// <inheritdoc/>
    public override int Descriptor => _socket.Descriptor;

    /// <summary>
    /// Connects to <paramref name="endPoint"/> for blocking use: reads wait until there are bytes, writes at most
    /// <paramref name="sendTimeout"/>.
    /// </summary>
    /// <exception cref="SocketException">
    /// Nobody listens there, there is no way there, or not within <paramref name="connectTimeout"/>.
    /// </exception>
    public static Task<DescriptorConnection> ConnectAsync(
        VsockEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation) =>
        ConnectAsync(VsockFamily.Instance, endPoint, connectTimeout, sendTimeout, cancellation);

    /// <inheritdoc/>
    public override PeerOrigin FindOrigin() => _family.FindOrigin(_socket);

    /// <inheritdoc/>
    /// <remarks>The kernel knows no process at the other end.</remarks>
    public override bool TryFindCredentials(out PeerCredentials credentials)
    {
        credentials = default;
        return false;
    }

    /// <inheritdoc/>
    /// <remarks>The kernel knows no process at the other end.</remarks>
    public override string? FindControlGroup() => null;

    /// <inheritdoc/>
    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        int result;
        do
        {
            result = _socket.Receive(buffer);
        }
        while (result == -Errno.Interrupted);

        received = Math.Max(result, 0);
        return result > 0 ? IoStatus.Done
            : result == -Errno.WouldBlock ? IoStatus.WouldBlock
            : IoStatus.Closed;
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        bool waits = _waits;
        long start = waits ? SystemClock.Instance.MonotonicNanoseconds : 0;
        sent = 0;
        while (true)
        {
            int result = _socket.Send(bytes[sent..]);
            if (result >= 0)
            {
                sent += result;
                if (sent == bytes.Length || !waits)
                {
                    return IoStatus.Done;
                }
            }
            else if (result != -Errno.Interrupted)
            {
                return result != -Errno.WouldBlock ? IoStatus.Closed : IoStatus.WouldBlock;
            }

            // Cut short, by a signal, by the time limit or by the end: asking again tells.
            if (waits && IsOver(start))
            {
                return IoStatus.WouldBlock;
            }
        }
    }

    /// <inheritdoc/>
    public override void SetReceiveTimeout(TimeSpan timeout) =>
        SocketFailure.ThrowIf(_socket.SetTimeout(ofSending: false, timeout), "the time limit of a read");

    /// <inheritdoc/>
    public override void StopWaiting()
    {
        _waits = false;
        SocketFailure.ThrowIf(_socket.SetWaiting(waits: false), "waiting no more");
    }

    /// <inheritdoc/>
    public override bool WaitToReceive(TimeSpan timeout) => Wait(_socket, forWriting: false, timeout);

    /// <inheritdoc/>
    public override void EndSending() => Shutdown(both: false);

    /// <inheritdoc/>
    public override void Abort() => Shutdown(both: true);

    internal static async Task<DescriptorConnection> ConnectAsync(
        IDescriptorFamily family, TransportEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SocketFailure.ThrowIfNone(StreamSocket.Create(family.Number, out StreamSocket? socket), endPoint);
        var connection = new DescriptorConnection(socket!, family, sendTimeout);
        try
        {
            using CancellationTokenRegistration giveUp = cancellation.Register(connection.Abort);
            await Task.Run(() => Connect(socket!, family, endPoint, connectTimeout), CancellationToken.None)
                .WaitAsync(cancellation).ConfigureAwait(false);
            SocketFailure.ThrowIf(socket!.SetTimeout(ofSending: true, sendTimeout), endPoint);
            SocketFailure.ThrowIf(socket.SetWaiting(waits: true), endPoint);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A thread that is in a call comes out first, and then the descriptor is closed.</remarks>
    protected override void Dispose(bool disposing)
    {
        Abort();
        _socket.Dispose();
    }

    private static void Connect(
        StreamSocket socket, IDescriptorFamily family, TransportEndPoint endPoint, TimeSpan timeout)
    {
        Span<byte> address = stackalloc byte[IDescriptorFamily.MaxAddress];
        int length = family.Write(endPoint, address);
        family.PrepareConnect(socket, timeout);
        int result = socket.Connect(address[..length]);
        if (result == -Errno.InProgress || result == -Errno.Interrupted)
        {
            result = Wait(socket, forWriting: true, timeout) ? socket.TakeError() : -Errno.TimedOut;
        }

        SocketFailure.ThrowIf(result, endPoint);
    }

    private static bool Wait(StreamSocket socket, bool forWriting, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            int ended;
            do
            {
                ended = socket.Poll(forWriting, -1);
            }
            while (ended == -Errno.Interrupted);

            return true;
        }

        long start = SystemClock.Instance.MonotonicNanoseconds;
        TimeSpan left = timeout;
        while (true)
        {
            // Rounded up: an early answer would make a waiting caller spin.
            int result = socket.Poll(forWriting, (int)Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, int.MaxValue));
            if (result != -Errno.Interrupted)
            {
                return result != 0;
            }

            left = timeout - Since(start);
        }
    }

    private static TimeSpan Since(long start) =>
        TimeSpan.FromTicks((SystemClock.Instance.MonotonicNanoseconds - start) / TimeSpan.NanosecondsPerTick);

    private bool IsOver(long start) => _sendTimeout != Timeout.InfiniteTimeSpan && Since(start) >= _sendTimeout;

    private void Shutdown(bool both)
    {
        try
        {
            // Whether the peer was faster does not matter: the connection is closed either way.
            _socket.Shutdown(both);
        }
        catch (ObjectDisposedException)
        {
            // Another thread disposed of it: closed as well.
        }
    }
}
