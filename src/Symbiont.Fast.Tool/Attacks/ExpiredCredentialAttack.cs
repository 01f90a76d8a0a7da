using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An agent whose credential ran out a second ago.</summary>
public sealed class ExpiredCredentialAttack : SessionAttack
{
    private const long Second = 1_000_000_000L;

    /// <inheritdoc/>
    public override string Name => "expired credential";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.CredentialExpired;

    /// <inheritdoc/>
    protected override Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);

        // Validity.FromNow begins half a minute ago; a negative duration puts its end a second ago.
        Validity past = Validity.FromNow(TimeSpan.FromTicks(-Second / TimeSpan.NanosecondsPerTick));
        return ground.ConnectAsync(
            ground.Certify(SandboxTier.Docker, "has-been", SecurityLevel.Restricted, [], past), cancellation);
    }
}
