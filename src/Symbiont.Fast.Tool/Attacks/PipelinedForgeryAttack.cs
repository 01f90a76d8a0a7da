using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An altered batch on a pipelined path: the router forwards it, finds out, and ends the session. The destination's own
/// verification keeps it from the application.
/// </summary>
public sealed class PipelinedForgeryAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "altered batch on a pipelined path";

    /// <inheritdoc/>
    public string Expectation => "forwarded, not delivered; session closed";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileAgent attacker = await ground
            .ConnectAsync(ground.Certify(SandboxTier.GVisor, "rusher"), cancellation).ConfigureAwait(false);
        AgentName victim = ground.Victims[SandboxTier.Docker];
        byte[] batch = new ForgedBatch { Destination = victim }.Build(attacker, attacker.Resolve(victim));
        batch[BatchHeader.Size + RunHeader.Size + MessageHeader.Size] ^= 1;
        attacker.Send(FrameKind.Batch, batch);
        AttackObservation seen = attacker.ListenToTheEnd();
        bool held = seen is { Receipts: 1, Ending: LinkEnding.Closed, Reason: RefusalReason.SignatureInvalid };
        return new AttackResult(seen with { Undelivered = seen.Receipts }, held);
    }
}
