using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An agent cleared for Restricted sends a Secret message.</summary>
public sealed class ClearanceAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "clearance too low";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.ClearanceTooLow;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "climber", SecurityLevel.Restricted);
    }

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim) =>
        new() { Destination = victim, Level = SecurityLevel.Secret };
}
