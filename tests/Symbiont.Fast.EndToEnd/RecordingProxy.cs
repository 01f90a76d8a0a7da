using System.Net.Sockets;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Stands between a client and a Unix socket and keeps every byte that passes, both ways.</summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _target;
    private readonly MemoryStream _recorded = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    public RecordingProxy(string path, string target)
    {
        _target = target;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(1);
        _serving = ServeAsync();
    }

    public byte[] Recorded
    {
        get
        {
            lock (_recorded)
            {
                return _recorded.ToArray();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
        await _recorded.DisposeAsync();
    }

    private async Task ServeAsync()
    {
        try
        {
            using Socket client = await _listener.AcceptAsync(_end.Token);
            using var router = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await router.ConnectAsync(new UnixDomainSocketEndPoint(_target));
            await Task.WhenAny(CopyAsync(client, router), CopyAsync(router, client));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The test is over, or one side left first: the recording stands as it is.
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[65536];
        int length;
        while ((length = await from.ReceiveAsync(buffer, _end.Token)) > 0)
        {
            lock (_recorded)
            {
                _recorded.Write(buffer, 0, length);
            }

            await to.SendAsync(buffer.AsMemory(0, length), _end.Token);
        }
    }
}
