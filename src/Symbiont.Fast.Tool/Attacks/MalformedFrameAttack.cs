using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A well-sealed record whose body is no batch: its message count is a lie.</summary>
public sealed class MalformedFrameAttack : MessageAttack
{
    private const int MessageCountOffset = 4;

    /// <inheritdoc/>
    public override string Name => "malformed frame";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Malformed;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "babbler");
    }

    /// <inheritdoc/>
    protected override void Attack(HostileAgent attacker, byte[] batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch[MessageCountOffset] = 200;
        base.Attack(attacker, batch);
    }
}
