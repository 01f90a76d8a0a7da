using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>The payload of a batch is changed after it was signed, and before it is sealed for the link.</summary>
public sealed class AlteredBatchAttack : MessageAttack
{
    /// <inheritdoc/>
    public override string Name => "altered byte in a signed batch";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.SignatureInvalid;

    /// <inheritdoc/>
    protected override AgentBundle Attacker(AttackGround ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.Certify(SandboxTier.Docker, "alterer");
    }

    /// <inheritdoc/>
    protected override void Attack(HostileAgent attacker, byte[] batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch[BatchHeader.Size + RunHeader.Size + MessageHeader.Size] ^= 1;
        base.Attack(attacker, batch);
    }
}
