using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Tool;

/// <summary>A blocking connection that sends any bytes and takes whole frames off what comes back.</summary>
internal sealed class HostileLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SocketConnection _connection;
    private readonly byte[] _received = new byte[2 * WireLimits.MaxFrame];
    private int _length;
    private int _consumed;

    private HostileLink(SocketConnection connection) => _connection = connection;

    public static async Task<HostileLink> ConnectAsync(TransportEndPoint endPoint, CancellationToken cancellation)
    {
        SocketConnection connection =
            await SocketConnection.ConnectAsync(endPoint, Patience, Patience, cancellation).ConfigureAwait(false);
        connection.SetReceiveTimeout(Patience);
        return new HostileLink(connection);
    }

    /// <summary>Sends bytes as they are; false when the router has closed.</summary>
    public bool TrySend(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_connection.Send(bytes, out int sent) != IoStatus.Done)
            {
                return false;
            }

            bytes = bytes[sent..];
        }

        return true;
    }

    /// <summary>
    /// Waits for a frame, at most <paramref name="patience"/> for each piece; it is valid until the next call.
    /// </summary>
    /// <returns>True with a frame. False with <paramref name="closed"/> when the router ended the connection.</returns>
    public bool TryReadFrame(TimeSpan patience, out ReadOnlySpan<byte> frame, out FrameHeader header, out bool closed)
    {
        Discard();
        _connection.SetReceiveTimeout(patience);
        while (true)
        {
            FrameError error = FrameScanner.TryRead(_received.AsSpan(0, _length), out frame, out header);
            closed = false;
            if (error == FrameError.None)
            {
                _consumed = header.Length;
                return true;
            }

            if (error != FrameError.Truncated)
            {
                throw new AttackException($"the router sent what is no frame: {error}");
            }

            IoStatus status = _connection.Receive(_received.AsSpan(_length), out int received);
            if (status != IoStatus.Done)
            {
                closed = status == IoStatus.Closed;
                return false;
            }

            _length += received;
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Discard()
    {
        _received.AsSpan(_consumed, _length - _consumed).CopyTo(_received);
        _length -= _consumed;
        _consumed = 0;
    }
}
