using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.FlowControl;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A rule that holds, between real clients and a router: who is slow slows its senders, and nobody else.</summary>
public sealed class SlowDestinationTests
{
    private static readonly byte[] Large = new byte[100_000];

    // What all queues on the way take together is less than half of it.
    private const int Messages = 100;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// The destination takes one message at a time, and each only once the sender has come to a halt or is through:
    /// nothing is refused, lost or reordered.
    /// </summary>
    [Fact]
    public async Task A_slow_destination_slows_its_sender_and_nobody_else()
    {
        await using TestWorld world = TestWorld.Start(
            Policies.One("data", overload: "hold"),
            options => options with { FlowControl = new FlowControlOptions { HoldTimeout = TimeSpan.FromSeconds(10) } });
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClientOptions slowly = world.Options(SandboxTier.Docker) with { ReceiveCapacity = 1 };
        AgentClient slow = await world.ConnectAsync(world.Certify(SandboxTier.Docker), slowly);
        AgentClient other = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient lively = await world.ConnectAsync(SandboxTier.Docker);
        int refusals = 0;
        sender.Refused += _ => Interlocked.Increment(ref refusals);

        Task sending = Task.Run(
            async () =>
            {
                for (uint i = 0; i < Messages; i++)
                {
                    await sender.SendAsync(
                        slow.Name, MessageType.Data, Large, new SendOptions { Selector = i }, Cancellation);
                }
            },
            Cancellation);
        while (world.Counter("batches_held") == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.False(sending.IsCompleted);
        await other.SendConfirmedAsync(lively.Name, MessageType.Data, Large, null, Cancellation);
        for (uint i = 0; i < Messages; i++)
        {
            Assert.Equal(i, (await slow.ReceiveAsync(Cancellation)).Selector);
        }

        await sending;
        Assert.Equal(0, refusals);
        Assert.Equal(Messages + 1, world.Counter("messages_accepted"));
    }
}
