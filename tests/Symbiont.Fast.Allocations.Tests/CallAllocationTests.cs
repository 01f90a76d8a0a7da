using System.Globalization;
using System.Text.Json;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Allocations.Tests;

/// <summary>
/// What waits for an answer is pooled; what is left is the runtime's way from the receive thread to the awaiting one, and
/// a call's reply, which is the application's to keep. Of the whole process, test runner included.
/// </summary>
public sealed class CallAllocationTests(ITestOutputHelper output)
{
    private const int WarmUp = 2_000;
    private const int Calls = 2_000;

    private static readonly byte[] Payload = new byte[64];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("confirmed")]
    [InlineData("call")]
    public async Task An_answer_stays_within_its_budget(string name)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient callee = await world.ConnectAsync(SandboxTier.Docker);
        callee.OnMessage(static (AgentClient client, in IncomingMessage message) =>
        {
            if (message.Type == MessageType.Rpc)
            {
                client.Reply(message, message.Payload);
            }
        });
        Func<Task> once = name == "call"
            ? async () => await caller.RequestAsync(callee.Name, Payload, null, Cancellation)
            : async () => await caller.SendConfirmedAsync(callee.Name, MessageType.Data, Payload, null, Cancellation);
        await RepeatAsync(once, WarmUp);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await RepeatAsync(once, Calls);
        double bytes = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {bytes:F0} bytes"));
        Assert.InRange(bytes, 0, Budget(name));
    }

    private static async Task RepeatAsync(Func<Task> once, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await once();
        }
    }

    private static double Budget(string name)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocation-budget.json")));
        return document.RootElement.GetProperty("bytesPerAnswer").GetProperty(name).GetDouble();
    }
}
