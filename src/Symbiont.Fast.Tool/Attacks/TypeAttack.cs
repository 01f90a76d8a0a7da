using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A control message from Docker to Firecracker, which no rule allows.</summary>
public sealed class TypeAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "type not allowed on the path";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.NotPermittedType;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "commander", SecurityLevel.Restricted, Capability.ControlSend);
    }

    /// <inheritdoc/>
    protected override SandboxTier Target => SandboxTier.Firecracker;

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim) =>
        new() { Destination = victim, Type = MessageType.Control };
}
