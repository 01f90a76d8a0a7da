using System.Net.Sockets;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>From the host into a virtual machine: its Unix socket, and the greeting before the stream.</summary>
internal static class HybridConnector
{
    /// <summary>
    /// Connects for blocking use. Reaching the machine's socket and being answered may take
    /// <paramref name="connectTimeout"/> together.
    /// </summary>
    /// <exception cref="SocketException">
    /// The machine does not run, nothing in it listens on the port, or what is at the socket speaks otherwise.
    /// </exception>
    public static async Task<SocketConnection> ConnectAsync(
        HybridEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation)
    {
        var deadline = new Deadline(connectTimeout);
        SocketConnection connection = await ReachAsync(endPoint, connectTimeout, sendTimeout, cancellation)
            .ConfigureAwait(false);
        try
        {
            // Whoever gives up ends the wait of the thread that reads.
            using CancellationTokenRegistration giveUp = cancellation.Register(connection.Abort);
            await Task.Run(() => Greet(connection, endPoint, deadline), CancellationToken.None)
                .WaitAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<SocketConnection> ReachAsync(
        HybridEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation)
    {
        try
        {
            return await SocketConnection.ConnectAsync(endPoint.Machine, connectTimeout, sendTimeout, cancellation)
                .ConfigureAwait(false);
        }
        catch (SocketException failure)
        {
            throw SocketFailure.Of(
                failure.SocketErrorCode, endPoint, $"the machine's socket cannot be reached: {failure.Message}");
        }
    }

    private static void Greet(SocketConnection connection, HybridEndPoint endPoint, Deadline deadline)
    {
        byte[] request = HybridGreeting.Request(endPoint.Port);
        if (connection.Send(request, out int sent) != IoStatus.Done || sent != request.Length)
        {
            throw Refused(endPoint, "closed the connection before it was asked");
        }

        var greeting = new HybridGreeting();
        Span<byte> next = stackalloc byte[1];
        while (!greeting.IsComplete)
        {
            IoStatus status = Receive(connection, next, deadline.Left);
            if (status == IoStatus.WouldBlock)
            {
                throw Failed(SocketError.TimedOut, endPoint, $"did not answer in time{Heard(greeting)}");
            }

            if (status == IoStatus.Closed)
            {
                throw Refused(endPoint, $"closed the connection{Heard(greeting)}");
            }

            if (!greeting.TryTake(next[0]))
            {
                throw Failed(SocketError.ProtocolNotSupported, endPoint, $"answered '{greeting.Seen}'");
            }
        }

        connection.SetReceiveTimeout(Timeout.InfiniteTimeSpan);
    }

    private static IoStatus Receive(SocketConnection connection, Span<byte> next, TimeSpan left)
    {
        // A shorter time would be rounded down to none, which is for ever.
        if (left < TimeSpan.FromMilliseconds(1))
        {
            return IoStatus.WouldBlock;
        }

        connection.SetReceiveTimeout(left);
        return connection.Receive(next, out _);
    }

    // A monitor says nothing when the guest refuses or its table of connections is full: it closes.
    private static SocketException Refused(HybridEndPoint endPoint, string what) => Failed(
        SocketError.ConnectionRefused, endPoint,
        $"{what}: nothing in the guest listens on port {endPoint.Port}, or the machine has all the connections that it "
        + "may have");

    private static SocketException Failed(SocketError code, HybridEndPoint endPoint, string what) => SocketFailure.Of(
        code, endPoint, $"the machine {what}; expected 'OK <port>\\n' to 'CONNECT {endPoint.Port}\\n'");

    private static string Heard(HybridGreeting greeting) => greeting.Length > 0 ? $" after '{greeting.Seen}'" : "";

    /// <summary>When all of it must be done.</summary>
    private sealed class Deadline(TimeSpan time)
    {
        private readonly long _start = SystemClock.Instance.MonotonicNanoseconds;

        public TimeSpan Left => time == Timeout.InfiniteTimeSpan
            ? TimeSpan.FromDays(1)
            : time - TimeSpan.FromTicks(
                (SystemClock.Instance.MonotonicNanoseconds - _start) / TimeSpan.NanosecondsPerTick);
    }
}
