using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An agent sends a batch in the name of another, under its own signature.</summary>
public sealed class ForgedSenderAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "forged sender";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "forger");
    }

    /// <inheritdoc/>
    protected override ForgedBatch Batch(AttackGround ground, AgentName victim)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle other = ground.Certify(SandboxTier.Docker, "somebody-else");
        return new ForgedBatch { Destination = victim, SenderKeyId = other.SigningKey.KeyId };
    }
}
