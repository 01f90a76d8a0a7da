using System.Net.Sockets;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Two connected Unix stream sockets that block. Never used asynchronously, so that each call is one system call.
/// </summary>
internal sealed class UnixSocketPair : IDisposable
{
    private const int PatienceMilliseconds = 10_000;

    private UnixSocketPair(Socket near, Socket far) => (Near, Far) = (near, far);

    public Socket Near { get; }

    public Socket Far { get; }

    public static UnixSocketPair Connect()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sf-bench-");
        var near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var endPoint = new UnixDomainSocketEndPoint(Path.Combine(folder.FullName, "relay.sock"));
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(endPoint);
            listener.Listen(1);
            near.Connect(endPoint);

            // The one that measures gives up on a peer that does not answer; the others end when it closes.
            near.ReceiveTimeout = PatienceMilliseconds;
            return new UnixSocketPair(near, listener.Accept());
        }
        catch
        {
            near.Dispose();
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Sends all of it.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Fills the buffer; false when the peer has closed instead.</summary>
    public static bool TryReceive(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int received = socket.Receive(buffer);
            if (received == 0)
            {
                return false;
            }

            buffer = buffer[received..];
        }

        return true;
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
