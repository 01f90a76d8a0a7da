using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A batch that was accepted is sent once more, in a fresh record.</summary>
public sealed class ReplayAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "replayed batch";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Replayed;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "repeater");
    }

    /// <inheritdoc/>
    protected override void Attack(HostileAgent attacker, byte[] batch)
    {
        base.Attack(attacker, batch);
        base.Attack(attacker, batch);
    }

    /// <inheritdoc/>
    protected override bool HasHeld(AttackGround ground, AttackObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return seen.Reason == Reason && seen.Receipts == 1;
    }
}
