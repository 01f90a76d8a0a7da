using System.Net.Sockets;
using System.Security.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Serves an <see cref="AuthorityService"/> on Unix sockets, one for each sandbox and one for the operator: one request
/// a connection, of bounded size and in bounded time. Whoever made it adds sockets, then runs it; connections are
/// handled on the pool's threads.
/// </summary>
/// <param name="service">Answers; the caller's.</param>
/// <param name="options">The bounds.</param>
public sealed class AuthorityServer(AuthorityService service, AuthorityServerOptions options) : IDisposable
{
    private readonly List<(Socket Socket, AuthorityRole Role)> _listeners = [];

    /// <summary>Listens on one more socket.</summary>
    /// <param name="path">Its path. A file that nobody listens on any more is replaced.</param>
    /// <param name="role">Who may be at the other end.</param>
    /// <param name="mode">The socket file's permissions.</param>
    /// <exception cref="SocketException">The path is in use or not allowed.</exception>
    public void Listen(string path, AuthorityRole role, UnixFileMode mode)
    {
        RemoveStale(path);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, mode);
            socket.Listen(options.Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _listeners.Add((socket, role));
    }

    /// <summary>Serves until it is cancelled, and looks after the service about once a second.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> loops = [.. _listeners.Select(entry => AcceptAsync(entry.Socket, entry.Role, ended.Token))];
        loops.Add(MaintainAsync(ended.Token));

        // A loop that fails ends the others, so that a half-dead authority is noticed.
        await Task.WhenAny(loops).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    /// <summary>Closes the sockets; the runtime removes their files.</summary>
    public void Dispose()
    {
        foreach ((Socket socket, _) in _listeners)
        {
            socket.Dispose();
        }
    }

    private async Task MaintainAsync(CancellationToken cancellation)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                service.Maintain();
            }
            while (await second.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end of serving.
        }
    }

    private async Task AcceptAsync(Socket listener, AuthorityRole role, CancellationToken cancellation)
    {
        using var slots = new SemaphoreSlim(options.ConnectionsPerSocket);
        try
        {
            while (true)
            {
                await slots.WaitAsync(cancellation).ConfigureAwait(false);
                Socket? connection = await TryAcceptAsync(listener, cancellation).ConfigureAwait(false);
                _ = ServeAsync(connection, role, slots, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Connections that are under way end with the same token; their slots come back first.
            for (int slot = 0; slot < options.ConnectionsPerSocket - 1; slot++)
            {
                await slots.WaitAsync(options.ConnectionTimeout, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // Out of descriptors, or the peer left before it was accepted: the next one may do better.
    private static async Task<Socket?> TryAcceptAsync(Socket listener, CancellationToken cancellation)
    {
        try
        {
            return await listener.AcceptAsync(cancellation).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation).ConfigureAwait(false);
            return null;
        }
    }

    private async Task ServeAsync(
        Socket? connection, AuthorityRole role, SemaphoreSlim slots, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(options.ConnectionTimeout);
        try
        {
            if (connection is not null)
            {
                await AnswerAsync(connection, role, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer left, or was too slow: it cost one slot for a bounded time.
        }
        finally
        {
            connection?.Dispose();
            TryRelease(slots);
        }
    }

    private async Task AnswerAsync(Socket connection, AuthorityRole role, CancellationToken deadline)
    {
        byte[] request = new byte[AuthorityHeader.MaxRequest];
        int length = await ReadAsync(connection, request.AsMemory(0, AuthorityHeader.Size), deadline)
            .ConfigureAwait(false);
        bool readable = AuthorityHeader.TryRead(
            request.AsSpan(0, length), AuthorityHeader.MaxRequest, out AuthorityHeader header) == FrameError.None;
        if (readable)
        {
            length += await ReadAsync(connection, request.AsMemory(length, header.Length - length), deadline)
                .ConfigureAwait(false);
        }

        if (length == 0)
        {
            return;
        }

        byte[] response = service.Handle(request.AsSpan(0, length), role);
        try
        {
            for (int sent = 0; sent < response.Length;)
            {
                sent += await connection.SendAsync(response.AsMemory(sent), deadline).ConfigureAwait(false);
            }

            connection.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            // It may hold a token.
            CryptographicOperations.ZeroMemory(response);
        }
    }

    private static async Task<int> ReadAsync(Socket connection, Memory<byte> buffer, CancellationToken deadline)
    {
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await connection.ReceiveAsync(buffer[length..], deadline).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    private static void TryRelease(SemaphoreSlim slots)
    {
        try
        {
            slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // Serving has ended.
        }
    }

    // The kernel refuses a connection to a file that nobody listens on; a file with contents is somebody's.
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                probe.Connect(new UnixDomainSocketEndPoint(path));
            }
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }

        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }
}
