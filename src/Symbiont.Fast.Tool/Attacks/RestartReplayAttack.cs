using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A batch that a router accepted is sent to the same router after a restart. With a router of the attack's own, since
/// the demo's has more to do.
/// </summary>
public sealed class RestartReplayAttack : IAttack
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "batch replayed across a restart";

    /// <inheritdoc/>
    public string Expectation => "refused by the restarted router";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        using DemoFolder folder = DemoFolder.Create();
        QuickStart.Create(folder.State, Validity);
        using RouterIdentity identity = RouterFiles.Load(folder.State.Router);
        using AgentBundle bundle = AgentFile.Load(folder.State.Agent(QuickStart.Agent(SandboxTier.Docker, 1)));
        Visit before = await VisitAsync(folder.State, identity, bundle, null, cancellation).ConfigureAwait(false);
        Visit after = await VisitAsync(folder.State, identity, bundle, before.Batch, cancellation)
            .ConfigureAwait(false);
        bool held = before.Seen is { Receipts: 1, Refused: 0 }
            && after.Seen is
            {
                Receipts: 0, Refused: 1, Reason: RefusalReason.Unauthenticated or RefusalReason.Replayed,
            };
        string note = $"{before.Seen.Receipts} accepted, {after.Seen.Refused} refused after the restart";
        return new AttackResult(AttackObservation.Nothing with { Note = note }, held);
    }

    // A router's whole life, with one session in it.
    private static async Task<Visit> VisitAsync(
        StateFolder state, RouterIdentity identity, AgentBundle bundle, byte[]? recorded,
        CancellationToken cancellation)
    {
        var options = new RouterOptions
        {
            Identity = identity,
            Listeners = [new(SandboxTier.Docker, state.Socket(SandboxTier.Docker), "docker")],
            Policies = DemoPolicy.Rules,
            AuditPath = state.AuditLog,
            EpochPath = state.Epochs,
        };
        await using MessageRouter router = MessageRouter.Start(options);
        HostileAgent agent = await HostileAgent.ConnectAsync(
            bundle, SandboxTier.Docker, router.EndPoints[0], "docker", cancellation).ConfigureAwait(false);

        // To itself, so that the destination has the same name and handle in both lives.
        byte[] batch = recorded
            ?? new ForgedBatch { Destination = bundle.Name }.Build(agent, agent.Resolve(bundle.Name));
        agent.Send(FrameKind.Batch, batch);
        AttackObservation seen = agent.Listen(1);
        agent.Leave();
        await router.StopAsync().ConfigureAwait(false);
        return new Visit(batch, seen);
    }

    private sealed record Visit(byte[] Batch, AttackObservation Seen);
}
