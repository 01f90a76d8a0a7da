using System.Net.Sockets;
using System.Security.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>The way to an authority over a Unix socket: a connection for each request. Thread-safe.</summary>
/// <param name="endPoint">The authority's socket for this sandbox.</param>
/// <param name="timeout">How long one exchange may take.</param>
public sealed class AuthorityLink(UnixEndPoint endPoint, TimeSpan timeout)
{
    /// <summary>Sends a request and returns the response, whose layout is checked, its body not.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">No response in time.</exception>
    /// <exception cref="IOException">The connection ended early, or the response is none.</exception>
    public async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            var address = new UnixDomainSocketEndPoint(endPoint.Path);
            await socket.ConnectAsync(address, deadline.Token).ConfigureAwait(false);
            for (int sent = 0; sent < request.Length;)
            {
                sent += await socket.SendAsync(request[sent..], deadline.Token).ConfigureAwait(false);
            }

            return await ReadAsync(socket, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the authority did not answer in time");
        }
    }

    /// <summary>Asks, and returns the response's body.</summary>
    /// <exception cref="AuthorityRefusedException">The authority refused.</exception>
    public static async Task<byte[]> AskAsync(
        AuthorityExchange exchange, AuthorityRequestKind kind, ReadOnlyMemory<byte> body,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        byte[] request = AuthorityHeader.Compose((byte)kind, body.Span);
        byte[] response = await exchange(request, cancellation).ConfigureAwait(false);
        FrameError error = AuthorityHeader.TryRead(response, AuthorityHeader.MaxResponse, out AuthorityHeader header);
        if (error != FrameError.None || header.Length != response.Length)
        {
            throw new AuthorityRefusedException("the authority's answer cannot be read");
        }

        byte[] answer = response[AuthorityHeader.Size..];
        CryptographicOperations.ZeroMemory(response);
        return (AuthorityStatus)header.Code == AuthorityStatus.Done
            ? answer
            : throw new AuthorityRefusedException((AuthorityStatus)header.Code);
    }

    private static async Task<byte[]> ReadAsync(Socket socket, CancellationToken deadline)
    {
        byte[] head = new byte[AuthorityHeader.Size];
        await FillAsync(socket, head, deadline).ConfigureAwait(false);
        if (AuthorityHeader.TryRead(head, AuthorityHeader.MaxResponse, out AuthorityHeader header) != FrameError.None)
        {
            throw new IOException("the authority's answer cannot be read");
        }

        byte[] response = new byte[header.Length];
        head.CopyTo(response, 0);
        await FillAsync(socket, response.AsMemory(AuthorityHeader.Size), deadline).ConfigureAwait(false);
        return response;
    }

    private static async Task FillAsync(Socket socket, Memory<byte> buffer, CancellationToken deadline)
    {
        while (!buffer.IsEmpty)
        {
            int read = await socket.ReceiveAsync(buffer, deadline).ConfigureAwait(false);
            buffer = read > 0 ? buffer[read..] : throw new IOException("the authority closed the connection");
        }
    }
}
