using System.Net.Sockets;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// The demo without its show: makes keys, starts the router and six agents as processes, drives the nine paths, tries
/// the attacks, stops everything and verifies the audit log.
/// </summary>
/// <param name="state">The demo's folder.</param>
/// <param name="step">Is told of each step when it begins; there are <see cref="Steps"/>.</param>
internal sealed class DemoRun(StateFolder state, Action<string> step) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DrivePatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeyValidity = TimeSpan.FromMinutes(10);

    private readonly Dictionary<AgentName, ChildProcess> _agents = [];
    private ChildProcess? _router;

    /// <summary>How many steps there are.</summary>
    public static int Steps { get; } =
        4 + (Vocabulary.Tiers.Length * Vocabulary.Tiers.Length) + AllAttacks.InOrder.Count;

    /// <summary>Runs the demo once.</summary>
    /// <exception cref="ToolException">A process failed; attacks that fail are part of the report instead.</exception>
    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        step("making keys: operator, issuer, router, six agents");
        QuickStart.Create(state, KeyValidity);
        await StartAsync(cancellation);
        var paths = new List<DrivenPath>();
        foreach (SandboxTier source in Tiers())
        {
            foreach (SandboxTier destination in Tiers())
            {
                paths.Add(await DriveAsync(source, destination, cancellation));
            }
        }

        List<TriedAttack> attacks = await AttackAsync(cancellation);
        DeliveryReport delivered = await StopAgentsAsync(cancellation);
        step("stopping the router and verifying its audit log");
        await StopAsync("the router", _router!, cancellation);
        return new DemoReport(paths, attacks, delivered, AuditVerifier.Verify(state.AuditLog));
    }

    /// <summary>Kills what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess agent in _agents.Values)
        {
            await agent.DisposeAsync();
        }

        if (_router is not null)
        {
            await _router.DisposeAsync();
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        step("starting the router and six agents");
        _router = DemoCommand.StartRouter(state);
        await _router.ExpectAsync(DemoRouterProcess.Ready, StartPatience, cancellation);
        foreach (AgentName name in QuickStart.Agents)
        {
            _agents.Add(name, DemoCommand.StartAgent(state, name));
        }

        foreach (ChildProcess agent in _agents.Values)
        {
            await agent.ExpectAsync(DemoAgentProcess.Ready, StartPatience, cancellation);
        }
    }

    // The first agent of the one tier calls the second of the other.
    private async Task<DrivenPath> DriveAsync(
        SandboxTier source, SandboxTier destination, CancellationToken cancellation)
    {
        step($"driving {Vocabulary.Name(source)} → {Vocabulary.Name(destination)}");
        ChildProcess sender = _agents[QuickStart.Agent(source, 1)];
        await sender.WriteAsync(DemoAgentProcess.Drive + QuickStart.Agent(destination, 2), cancellation);
        return new DrivenPath(
            source, destination, PathReport.Parse(await sender.ReadAsync(DrivePatience, cancellation)));
    }

    private async Task<List<TriedAttack>> AttackAsync(CancellationToken cancellation)
    {
        using IssuerFile issuer = IssuerFile.Load(state.Issuer);
        using OperatorKey certifier = OperatorFile.Load(state.OperatorKey);
        var ground = new AttackGround
        {
            EndPoints = Tiers().ToDictionary(tier => tier, tier => (TransportEndPoint)state.Socket(tier)),
            Guarded = new GuardedListeners(state.Sockets),
            Victims = Tiers().ToDictionary(tier => tier, tier => QuickStart.Agent(tier, 2)),
            Issuer = issuer,
            Operator = certifier,
            RevocationPath = state.Revocations,
            RouterKey = PublicKeyFile.Load(state.RouterPublic, KeyText.RouterPublic),
            ControlBurst = DemoPolicy.Find(SandboxTier.Firecracker, SandboxTier.Docker, MessageType.Control)!
                .RateLimits.BurstSize,
        };
        var tried = new List<TriedAttack>();
        foreach (IAttack attack in AllAttacks.InOrder)
        {
            step($"attack: {attack.Name}");
            tried.Add(await TryAsync(attack, ground, cancellation));
        }

        return tried;
    }

    private static async Task<TriedAttack> TryAsync(
        IAttack attack, AttackGround ground, CancellationToken cancellation)
    {
        try
        {
            // Attackers block on their sockets: they get a thread of the pool, and the deadline still counts.
            AttackResult result = await Task
                .Run(() => attack.RunAsync(ground, cancellation), cancellation)
                .WaitAsync(cancellation);
            return new TriedAttack(attack, result, string.Empty);
        }
        catch (Exception failure) when (failure is AttackException or SocketException)
        {
            return new TriedAttack(attack, null, failure.Message);
        }
    }

    private async Task<DeliveryReport> StopAgentsAsync(CancellationToken cancellation)
    {
        step("counting what arrived, stopping the agents");
        var delivered = new DeliveryReport(0, 0, 0, 0, 0);
        foreach ((AgentName name, ChildProcess agent) in _agents)
        {
            await agent.WriteAsync(DemoAgentProcess.Count, cancellation);
            delivered += DeliveryReport.Parse(await agent.ReadAsync(AnswerPatience, cancellation));
            await StopAsync($"agent {name}", agent, cancellation);
        }

        return delivered;
    }

    private static async Task StopAsync(string name, ChildProcess process, CancellationToken cancellation)
    {
        int exitCode = await process.StopAsync(cancellation);
        if (exitCode != 0)
        {
            throw new ToolException($"{name} ended with exit code {exitCode}");
        }
    }

    private static SandboxTier[] Tiers() => Vocabulary.Tiers.ToArray();
}
