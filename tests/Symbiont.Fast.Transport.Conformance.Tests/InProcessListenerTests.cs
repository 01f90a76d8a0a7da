using System.Net.Sockets;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>What the kernel sees to for sockets: nobody slips in behind a listener that goes.</summary>
public sealed class InProcessListenerTests
{
    private const int Rounds = 200;

    [Fact]
    public async Task Who_connects_while_the_listener_goes_is_refused_or_closed()
    {
        for (int round = 0; round < Rounds; round++)
        {
            var here = new InProcessEndPoint("going");
            InProcessListener listener = InProcessListener.Listen(here);
            using var first = new ManualResetEventSlim();
            Task<InProcessConnection> connecting = Task.Run(
                () => ConnectUntilRefused(here, first), TestContext.Current.CancellationToken);
            Assert.True(first.Wait(Guard.Patience, TestContext.Current.CancellationToken));

            listener.Dispose();

            using InProcessConnection last = await connecting.WaitAsync(
                Guard.Patience, TestContext.Current.CancellationToken);
            last.SetReceiveTimeout(Guard.Patience);
            Assert.Equal(IoStatus.Closed, last.Receive(new byte[1], out _));
        }
    }

    // The last that got in; the others are given up.
    private static InProcessConnection ConnectUntilRefused(InProcessEndPoint here, ManualResetEventSlim first)
    {
        InProcessConnection? last = null;
        while (true)
        {
            try
            {
                InProcessConnection next = InProcessConnection.Connect(here, Guard.Patience);
                last?.Dispose();
                last = next;
                first.Set();
            }
            catch (SocketException)
            {
                // At the latest when so many wait that no more may.
                if (first.IsSet)
                {
                    return last!;
                }
            }
        }
    }
}
