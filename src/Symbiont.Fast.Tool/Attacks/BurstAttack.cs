using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Many control messages at once, on a path whose rule allows few: the burst passes, the rest does not.
/// </summary>
public sealed class BurstAttack : MessageAttack
{
    private const int Flood = 40;

    /// <inheritdoc/>
    public override string Name => "burst over the rate limit";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.RateLimited;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Firecracker, "flooder", SecurityLevel.Restricted, Capability.ControlSend);
    }

    /// <inheritdoc/>
    public override string Expectation => $"{base.Expectation} after the burst";

    /// <inheritdoc/>
    protected override SandboxTier Target => SandboxTier.Docker;

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim) =>
        new() { Destination = victim, Type = MessageType.Control, Count = Flood };

    /// <inheritdoc/>
    protected override void Attack(HostileAgent attacker, byte[] batch)
    {
        ArgumentNullException.ThrowIfNull(attacker);
        attacker.Send(FrameKind.Batch, batch);
        attacker.Listen(Flood);
    }

    /// <inheritdoc/>
    protected override bool HasHeld(AttackGround ground, AttackObservation seen)
    {
        ArgumentNullException.ThrowIfNull(ground);
        ArgumentNullException.ThrowIfNull(seen);
        return seen.Reason == Reason && seen.Receipts == ground.ControlBurst
            && seen.Refused == Flood - ground.ControlBurst;
    }
}
