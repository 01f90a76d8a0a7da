using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>One bit of a sealed record is changed on the way: the record does not open, and the link ends.</summary>
public sealed class AlteredLinkAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "altered byte on the link";

    /// <inheritdoc/>
    public override string Expectation => "the link ends";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "wire-cutter");
    }

    /// <inheritdoc/>
    protected override void Attack(HostileAgent attacker, byte[] batch)
    {
        ArgumentNullException.ThrowIfNull(attacker);
        attacker.SendAltered(FrameKind.Batch, batch);
        attacker.Listen(1);
    }

    /// <inheritdoc/>
    protected override bool HasHeld(AttackGround ground, AttackObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return seen is { Receipts: 0, Refused: 0, Ending: not LinkEnding.Open };
    }
}
