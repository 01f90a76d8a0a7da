using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>
/// What a monitor such as Firecracker shows of one virtual machine to its host: a Unix socket that greets and then leads
/// to what listens in the guest. There is no guest: its ports are <see cref="GuestListener"/>s, and a port that none of
/// them has is taken for a program in the guest that connects back to the host's port of that number.
/// </summary>
internal sealed class VirtualMachine : IDisposable
{
    private const uint FirstHostPort = 0x4000_0000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;
    private readonly ConcurrentDictionary<uint, GuestListener> _guests = [];
    private readonly Task _monitor;
    private uint _hostPort = FirstHostPort;

    public VirtualMachine(string path)
    {
        _path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen(512);
        _monitor = Start(Monitor);
    }

    /// <summary>Listens in the guest.</summary>
    public GuestListener Listen(HybridEndPoint endPoint)
    {
        var listener = new GuestListener(this, endPoint);
        return _guests.TryAdd(endPoint.Port, listener)
            ? listener
            : throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    /// <summary>Connects from the guest to the host's port: the monitor does so for it.</summary>
    public static Task<SocketConnection> ConnectAsync(HybridEndPoint endPoint) => SocketConnection.ConnectAsync(
        endPoint.ForGuests, Guard.Patience, Guard.Patience, TestContext.Current.CancellationToken);

    public void Forget(GuestListener listener) => _guests.TryRemove(
        new KeyValuePair<uint, GuestListener>(((HybridEndPoint)listener.EndPoint).Port, listener));

    public void Dispose()
    {
        _socket.Dispose();
        Assert.True(_monitor.Wait(Guard.Patience));
    }

    private static Task Start(Action work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Monitor()
    {
        try
        {
            while (true)
            {
                Admit(_socket.Accept());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The machine is switched off.
        }
    }

    private void Admit(Socket host)
    {
        host.ReceiveTimeout = (int)Guard.Patience.TotalMilliseconds;
        string[] words = ReadLine(host).Split(' ');
        bool asked = words is ["CONNECT", _]
            & uint.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint port);
        if (asked && _guests.TryGetValue(port, out GuestListener? guest))
        {
            Answer(host);
            guest.Admit(host);
        }
        else if (asked && File.Exists($"{_path}_{port}"))
        {
            Answer(host);
            var back = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            back.Connect(new UnixDomainSocketEndPoint($"{_path}_{port}"));
            Start(() => Pass(host, back));
            Start(() => Pass(back, host));
        }
        else
        {
            host.Dispose();
        }
    }

    private void Answer(Socket host) =>
        host.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"OK {++_hostPort}\n")));

    private static string ReadLine(Socket host)
    {
        var line = new StringBuilder();
        byte[] next = new byte[1];
        while (line.Length < 32 && host.Receive(next) == 1 && next[0] != '\n')
        {
            line.Append((char)next[0]);
        }

        return line.ToString();
    }

    private static void Pass(Socket from, Socket to)
    {
        byte[] bytes = new byte[64 * 1024];
        try
        {
            from.ReceiveTimeout = 0;
            for (int count = from.Receive(bytes); count > 0; count = from.Receive(bytes))
            {
                to.Send(bytes.AsSpan(0, count));
            }
        }
        catch (SocketException)
        {
            // One of them has gone.
        }

        // As Firecracker has it: when the host's side ends one direction, both end.
        from.Dispose();
        to.Dispose();
    }
}
