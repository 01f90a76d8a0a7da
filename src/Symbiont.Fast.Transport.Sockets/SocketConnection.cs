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
    /// Nobody listens there, or not within <paramref name="connectTimeout"/>.
    /// </exception>
    public static async Task<SocketConnection> ConnectAsync(
        TransportEndPoint endPoint, TimeSpan connectTimeout, TimeSpan sendTimeout, CancellationToken cancellation)
    {
        Socket socket = SocketEndPoints.CreateSocket(endPoint);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(connectTimeout);

            // A synchronous connect on a worker thread keeps the socket out of the runtime's non-blocking mode, in
            // which every later read and write would cost an extra poll.
            EndPoint address = SocketEndPoints.ToNative(endPoint);
            await Task.Run(() => socket.Connect(address), deadline.Token)
                .WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        socket.SendTimeout = (int)sendTimeout.TotalMilliseconds;
        SocketEndPoints.Tune(socket);
        return new SocketConnection(socket);
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
        _socket.ReceiveTimeout = timeout == Timeout.InfiniteTimeSpan ? 0 : (int)timeout.TotalMilliseconds;

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
