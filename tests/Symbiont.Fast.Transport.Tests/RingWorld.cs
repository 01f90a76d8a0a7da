using System.Net.Sockets;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Transport.Tests;

/// <summary>A poller with a ring, a listener that it watches with token 0, and peers by plain sockets. One thread's.</summary>
internal sealed class RingWorld : IDisposable
{
    public const int Patience = 30_000;

    private readonly SocketFolder _folder = new();
    private readonly ConnectionListener _listener;
    private readonly List<IDisposable> _all = [];
    private readonly Readiness[] _ready = new Readiness[64];

    public RingWorld(RingSizes? sizes = null)
    {
        var probe = IoUringProbe.Run();
        Assert.SkipUnless(probe.Usable, probe.Reason);
        Poller = new IoUringPoller(sizes ?? RingSizes.Default, anyThread: false);
        _listener = Poller.Listen(_folder.EndPoint, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Poller.Add(_listener, 0);
    }

    public IoUringPoller Poller { get; }

    /// <summary>A peer and its connection here, which is watched for reads with the token.</summary>
    public (Socket Peer, Connection Connection) Connect(ulong token)
    {
        var peer = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = Patience };
        peer.Connect(new UnixDomainSocketEndPoint(_folder.EndPoint.Path));
        Connection? connection;
        while (!_listener.TryAccept(out connection))
        {
            Assert.NotEqual(0, Poller.Wait(_ready, Patience));
        }

        Poller.Add(connection, token);
        _all.Add(connection);
        _all.Add(peer);
        return (peer, connection);
    }

    /// <summary>Waits for something to be ready; the last of what is.</summary>
    public Readiness Wait()
    {
        int count = Poller.Wait(_ready, Patience);
        Assert.NotEqual(0, count);
        return _ready[count - 1];
    }

    /// <summary>Turns without waiting; what is ready now.</summary>
    public Readiness[] Look() => _ready[..Poller.Wait(_ready, 0)];

    public void Dispose()
    {
        _all.ForEach(one => one.Dispose());
        _listener.Dispose();
        Poller.Dispose();
        _folder.Dispose();
    }
}
