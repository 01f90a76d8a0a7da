using System.Net;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>A Unix or TCP stream socket.</summary>
public sealed class SocketConnection : Connection
{
    private readonly Socket _socket;
    private ConnectionPlaces? _places;

    internal SocketConnection(Socket socket) => _socket = socket;

    /// <inheritdoc/>
    public override int Descriptor => (int)_socket.Handle;

    /// <inheritdoc/>
    public override PeerOrigin FindOrigin() => SocketOrigin.Of(_socket);

    /// <inheritdoc/>
    public override bool TryFindCredentials(out PeerCredentials credentials) =>
        SocketPeer.TryFindCredentials(_socket, out credentials);

    /// <inheritdoc/>
    public override string? FindControlGroup()
    {
        using ProcessHandle? process = SocketPeer.FindProcess(_socket);
        return process is null ? null : ProcessControlGroup.Find(process);
    }

    /// <summary>
    /// Connects to <paramref name="endPoint"/> for blocking use: reads wait until there are bytes, writes at most
    /// <paramref name="sendTimeout"/>.
    /// </summary>
    /// <exception cref="SocketException">
    /// Nobody listens there, it is not allowed, or not within <paramref name="connectTimeout"/>.
    /// </exception>
    /// <remarks>
    /// Without a time limit, who gives up on a Unix listener that accepts nobody leaves a thread behind, until that
    /// listener closes.
    /// </remarks>
    public static async Task<SocketConnection> ConnectAsync(
        TransportEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation)
    {
        Socket socket = SocketEndPoints.CreateSocket(endPoint);
        Task connecting = Task.CompletedTask;
        try
        {
            EndPoint address = SocketEndPoints.ToNative(endPoint);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(connectTimeout);
            if (endPoint is UnixEndPoint)
            {
                // unix(7) waits for room in a full backlog as long as a write may, and nothing else gets it out of
                // there. Not with TCP: the runtime takes that time limit for connecting in the background.
                socket.SendTimeout = Milliseconds(connectTimeout);
            }

            // A synchronous connect on a worker thread keeps the socket out of the runtime's non-blocking mode, in
            // which every later read and write would cost an extra poll.
            connecting = Task.Run(() => Connect(socket, address), deadline.Token);
            await connecting.WaitAsync(deadline.Token).ConfigureAwait(false);
            socket.SendTimeout = Milliseconds(sendTimeout);
            SocketEndPoints.Tune(socket);
            return new SocketConnection(socket);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Abandon(socket, connecting);
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            Abandon(socket, connecting);
            throw;
        }
    }

    /// <summary>
    /// Takes over a socket that the kernel has accepted otherwise, for non-blocking use; null when its peer has gone.
    /// </summary>
    /// <param name="descriptor">The socket; closed with the connection, or here.</param>
    public static SocketConnection? Adopt(int descriptor)
    {
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        try
        {
            socket.Blocking = false;
            SocketEndPoints.Tune(socket);
            return new SocketConnection(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public override IoStatus Receive(Span<byte> buffer, out int received)
    {
        received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => received > 0 ? IoStatus.Done : IoStatus.Closed,
            SocketError.WouldBlock or SocketError.TimedOut => IoStatus.WouldBlock,
            _ => IoStatus.Closed,
        };
    }

    /// <inheritdoc/>
    public override IoStatus Send(ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => IoStatus.Done,
            SocketError.WouldBlock => IoStatus.WouldBlock,

            // The runtime says this of every blocking write that was cut short, also when the connection's end did it.
            SocketError.TimedOut => CanStillSend() ? IoStatus.WouldBlock : IoStatus.Closed,
            _ => IoStatus.Closed,
        };
    }

    /// <inheritdoc/>
    public override void SetReceiveTimeout(TimeSpan timeout) =>
        _socket.ReceiveTimeout = Milliseconds(timeout);

    /// <inheritdoc/>
    public override void StopWaiting() => _socket.Blocking = false;

    /// <inheritdoc/>
    public override bool WaitToReceive(TimeSpan timeout) => _socket.Poll(timeout, SelectMode.SelectRead);

    /// <inheritdoc/>
    public override void EndSending() => Shutdown(SocketShutdown.Send);

    /// <inheritdoc/>
    public override void Abort() => Shutdown(SocketShutdown.Both);

    /// <summary>From now on it holds a place, until it is disposed of.</summary>
    internal void Holds(ConnectionPlaces places) => _places = places;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        Interlocked.Exchange(ref _places, null)?.Release();
    }

    private static void Connect(Socket socket, EndPoint address)
    {
        try
        {
            socket.Connect(address);
        }
        catch (SocketException full) when (
            full.SocketErrorCode == SocketError.WouldBlock && socket.AddressFamily == AddressFamily.Unix)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    // Disposing of a socket waits for the calls that are under way, so the caller does not do it.
    private static void Abandon(Socket socket, Task connecting)
    {
        if (connecting.IsCompleted)
        {
            socket.Dispose();
        }
        else if (socket.AddressFamily == AddressFamily.Unix)
        {
            // Nothing wakes the thread in the kernel before its time limit.
            connecting.ContinueWith(
                static (ended, abandoned) =>
                {
                    // Nobody asks how it ended any more.
                    _ = ended.Exception;
                    ((Socket)abandoned!).Dispose();
                },
                socket, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        else
        {
            // The thread has no time limit; disposing wakes it.
            connecting.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            _ = Task.Run(socket.Dispose, CancellationToken.None);
        }
    }

    // Rounded up: none is for ever.
    private static int Milliseconds(TimeSpan time) => time == Timeout.InfiniteTimeSpan
        ? 0
        : (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 1, int.MaxValue);

    // Sends nothing, and so learns only whether anything could be sent.
    private bool CanStillSend()
    {
        _socket.Send(ReadOnlySpan<byte>.Empty, SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    private void Shutdown(SocketShutdown directions)
    {
        try
        {
            _socket.Shutdown(directions);
        }
        catch (SocketException)
        {
            // The peer was faster; the connection is closed either way.
        }
        catch (ObjectDisposedException)
        {
            // Another thread disposed of it: closed as well.
        }
    }
}
