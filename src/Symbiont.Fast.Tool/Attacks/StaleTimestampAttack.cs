using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A message that was held back for ten minutes.</summary>
public sealed class StaleTimestampAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "stale timestamp";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.TimestampOutOfRange;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "latecomer");
    }

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim) =>
        new() { Destination = victim, Age = TimeSpan.FromMinutes(10) };
}
