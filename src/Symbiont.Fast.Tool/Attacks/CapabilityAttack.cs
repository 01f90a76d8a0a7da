using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An agent without <c>rpc.call</c> calls another.</summary>
public sealed class CapabilityAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "missing capability";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.CapabilityMissing;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "caller");
    }

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim) =>
        new() { Destination = victim, Type = MessageType.Rpc };
}
