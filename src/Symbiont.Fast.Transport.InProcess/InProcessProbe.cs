using System.Net.Sockets;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>Tries the way within one process: listens, connects, and sends a few bytes. Leaves nothing.</summary>
public static class InProcessProbe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Tries it.</summary>
    public static ProbeVerdict Run()
    {
        try
        {
            var here = new InProcessEndPoint("probe");
            using InProcessListener listener = InProcessListener.Listen(here);
            using InProcessConnection agent = InProcessConnection.Connect(here, s_patience);
            if (!listener.TryAccept(out Connection? accepted))
            {
                return new ProbeVerdict(false, "nobody was accepted");
            }

            using Connection router = accepted;
            byte[] bytes = new byte[3];
            agent.Send([1, 2, 3], out _);
            return router.Receive(bytes, out int received) == IoStatus.Done && received == bytes.Length
                ? new ProbeVerdict(true, "bytes went over; for agents in the router's own process only")
                : new ProbeVerdict(false, "what was sent did not arrive");
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return new ProbeVerdict(false, failure.Message);
        }
    }
}
