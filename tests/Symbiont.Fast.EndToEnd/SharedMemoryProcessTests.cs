using System.Diagnostics;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Agents in processes of their own, over memory shared with the router; the tool plays the agent.</summary>
public sealed class SharedMemoryProcessTests
{
    private const int Rounds = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each is killed in the middle of calls, some earlier and some later.</summary>
    [Fact]
    public async Task A_process_that_is_killed_is_noticed_and_nobody_else_is_disturbed()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient caller = await ConnectAsync(world);
        AgentClient other = await ConnectAsync(world);
        for (int round = 0; round < Rounds; round++)
        {
            AgentBundle bundle = world.Certify(SandboxTier.Docker);
            using Process agent = await StartAsync(world, bundle);
            int calls = 0;
            Task calling = CallUntilItFailsAsync(caller, bundle.Name, () => calls++);
            while (Volatile.Read(ref calls) < 1 + (40 * round))
            {
                Assert.False(calling.IsCompleted);
                await Task.Yield();
            }

            agent.Kill();
            await calling.WaitAsync(s_patience, Cancellation);
            await agent.WaitForExitAsync(Cancellation);
            await other.SendConfirmedAsync(caller.Name, MessageType.Data, new byte[10], null, Cancellation);
            await caller.ReceiveAsync(Cancellation);
        }

        Assert.Equal(2 + Rounds, world.Counter("docker_memory_offered"));
        Assert.Equal(0, world.Counter("docker_memory_broken"));
        await world.Router.StopAsync();
        Assert.Equal(2 + Rounds, world.Counter("sessions_closed"));
    }

    private static Task<AgentClient> ConnectAsync(TestWorld world) => world.ConnectAsync(
        world.Certify(SandboxTier.Docker),
        world.Options(SandboxTier.Docker, world.Shared(SandboxTier.Docker)) with
        {
            RequestTimeout = TimeSpan.FromSeconds(2),
        });

    private static async Task<Process> StartAsync(TestWorld world, AgentBundle bundle)
    {
        string file = Path.Combine(world.Folder, $"{bundle.Name.AgentId}.agent");
        AgentFile.Save(bundle, file);
        string[] arguments = ["listen", "--agent", file, "--connect", $"{world.Shared(SandboxTier.Docker)}"];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "symbiont-fast"), arguments)
        {
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        string? line = await process.StandardOutput.ReadLineAsync(Cancellation).AsTask()
            .WaitAsync(s_patience, Cancellation);
        Assert.StartsWith("listening as", line, StringComparison.Ordinal);

        // What it prints must not fill the pipe, or it stops to answer.
        _ = process.StandardOutput.ReadToEndAsync(Cancellation);
        return process;
    }

    private static async Task CallUntilItFailsAsync(AgentClient caller, AgentName to, Action onAnswer)
    {
        try
        {
            while (true)
            {
                await caller.RequestAsync(to, new byte[1000], null, Cancellation);
                onAnswer();
            }
        }
        catch (Exception failure) when (failure is MessageRefusedException or TimeoutException)
        {
            // The agent is gone.
        }
    }
}
