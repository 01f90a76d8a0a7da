using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A batch that was accepted in one session is sent again in the agent's next.</summary>
public sealed class CrossSessionReplayAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "batch replayed in the next session";

    /// <inheritdoc/>
    public string Expectation => $"{RefusalReasons.Text(RefusalReason.Unauthenticated)} the second time";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        AgentBundle bundle = ground.Certify(SandboxTier.Docker, "returner");
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        HostileAgent before = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
        byte[] batch = new ForgedBatch { Destination = victim }.Build(before, before.Resolve(victim));
        before.Send(FrameKind.Batch, batch);
        int accepted = before.Listen(1).Receipts;
        before.Leave();

        using HostileAgent after = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
        after.Send(FrameKind.Batch, batch);
        AttackObservation again = after.ListenToTheEnd();
        bool held = after.Epoch > before.Epoch && accepted == 1 && again is
        {
            Receipts: 0, Refused: 1, Reason: RefusalReason.Unauthenticated, Ending: LinkEnding.Closed,
        };
        return new AttackResult(again with { Receipts = accepted + again.Receipts }, held);
    }
}
