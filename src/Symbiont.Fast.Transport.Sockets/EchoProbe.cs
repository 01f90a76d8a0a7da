using System.Net;
using System.Net.Sockets;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Tries Unix and TCP sockets: listens, connects, and sends a few bytes there and back. Leaves nothing.</summary>
public static class EchoProbe
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>A Unix socket in a temporary folder.</summary>
    public static ProbeVerdict RunUnix() => RunInFolder(
        folder => Echo(new UnixEndPoint(Path.Combine(folder, "probe.sock"))), "a socket in the temporary folder");

    /// <summary>A TCP socket on the loopback address.</summary>
    public static ProbeVerdict RunTcp() => Run(() =>
    {
        TransportEndPoint used = Echo(new TcpEndPoint(IPAddress.Loopback, 0));
        return $"echoed over loopback ({used})";
    });

    /// <summary>The host's side of a virtual machine's socket, both ways; no machine is needed or reached.</summary>
    public static ProbeVerdict RunHybrid() => RunInFolder(
        folder => Echo(new HybridEndPoint(Path.Combine(folder, "vm.sock"), 5000)),
        "the host's socket of a port; whether a virtual machine has it is not tried");

    /// <summary>Tries something in a folder of its own.</summary>
    /// <param name="attempt">Gets the folder; throws when it does not work.</param>
    /// <param name="what">What was echoed over when it does.</param>
    internal static ProbeVerdict RunInFolder(Action<string> attempt, string what) => Run(() => InFolder(attempt, what));

    private static ProbeVerdict Run(Func<string> attempt)
    {
        try
        {
            return new ProbeVerdict(true, attempt());
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException)
        {
            return new ProbeVerdict(false, failure.Message);
        }
    }

    private static string InFolder(Action<string> attempt, string what)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sf-");
        string left;
        try
        {
            attempt(folder.FullName);
        }
        catch (ArgumentException tooLong)
        {
            throw new IOException(
                $"the temporary folder {folder.Parent} is too long for a socket in it: a path has at most "
                + $"{UnixEndPoint.MaxPath} bytes (TMPDIR says where it is)", tooLong);
        }
        finally
        {
            left = Remove(folder);
        }

        return $"echoed over {what}{left}";
    }

    // Throws nothing: it would hide why the attempt failed.
    private static string Remove(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
            return "";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"; {folder} could not be removed: {failure.Message}";
        }
    }

    private static TransportEndPoint Echo(TransportEndPoint endPoint)
    {
        using ConnectionListener listener = StreamSockets.Listen(endPoint, OwnerOnly);
        TransportEndPoint reached = listener.EndPoint is HybridEndPoint hybrid ? hybrid.ForGuests : listener.EndPoint;
        using SocketConnection agent = SocketConnection
            .ConnectAsync(reached, s_patience, s_patience, CancellationToken.None).GetAwaiter().GetResult();
        using var poller = new SocketPoller();
        poller.Add(listener.Descriptor, 0);
        Await(poller);
        if (!listener.TryAccept(out Connection? accepted))
        {
            throw new IOException($"{endPoint}: nobody was accepted");
        }

        using Connection router = accepted;
        poller.Remove(listener.Descriptor);
        poller.Add(router.Descriptor, 1);
        agent.SetReceiveTimeout(s_patience);
        byte[] bytes = [1, 2, 3];
        byte[] back = new byte[bytes.Length];
        agent.Send(bytes, out _);
        Await(poller);
        router.Receive(back, out int there);
        router.Send(back.AsSpan(0, there), out _);
        back.AsSpan().Clear();
        agent.Receive(back, out int returned);
        return bytes.AsSpan().SequenceEqual(back.AsSpan(0, returned))
            ? listener.EndPoint
            : throw new IOException($"{endPoint}: what was sent did not come back");
    }

    private static void Await(SocketPoller poller)
    {
        if (poller.Wait(new Readiness[1], (int)s_patience.TotalMilliseconds) == 0)
        {
            throw new IOException("nothing came in time");
        }
    }
}
