using System.Globalization;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.LoadTests;

/// <summary>
/// The child process: a router with one Docker listener. Says "ready" and its public key, then answers each "read" or
/// "collect" on its input with a reading; ends with its input.
/// </summary>
internal static class RouterHost
{
    public const string ListenerId = "docker";

    private const string Policy = """
        communication_policies:
          - name: "docker_to_docker"
            source_tier: "docker"
            destination_tier: "docker"
            allowed_message_types: ["data"]
            rate_limits: { messages_per_second: 100000000, burst_size: 1000000 }
        """;

    public static async Task<int> RunAsync(string folder, string operatorKey, string sessions, string threads)
    {
        using var identity = new RouterIdentity(KeyAgreementKey.Generate(), Convert.FromHexString(operatorKey));
        await using MessageRouter router = MessageRouter.Start(new RouterOptions
        {
            Identity = identity,
            Listeners = [new ListenerOptions(SandboxTier.Docker, Socket(folder), ListenerId)],
            Policies = Rules(),
            AuditPath = Path.Combine(folder, "audit.log"),
            MaxSessionsPerBus = int.Parse(sessions, CultureInfo.InvariantCulture),

            // All agents of this load are one user.
            HandshakesPerSecondPerPeer = 1_000_000,
            HandshakeBurstPerPeer = 1_000_000,
        }.WithThreads(int.Parse(threads, CultureInfo.InvariantCulture)));
        Console.WriteLine($"ready {Convert.ToHexString(identity.StaticKey.PublicKey)}");
        while (await Console.In.ReadLineAsync() is { } request)
        {
            Console.WriteLine(Read(router, request == "collect"));
        }

        return 0;
    }

    public static UnixEndPoint Socket(string folder) => new(Path.Combine(folder, "docker.sock"));

    private static IReadOnlyList<CommunicationPolicy> Rules() =>
        PolicyFile.Parse("load", Policy, new PolicyDefaults()).Rules
        ?? throw new LoadException("the load's policy has faults");

    private static RouterReading Read(MessageRouter router, bool collect)
    {
        if (collect)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        Dictionary<string, long> counters = router.Counters().ToDictionary();
        return new RouterReading(
            System.Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false),
            (long)System.Environment.CpuUsage.TotalTime.TotalMicroseconds, counters["messages_accepted"],
            counters["docker_frames_in"], counters["sessions_opened"] - counters["sessions_closed"]);
    }
}
