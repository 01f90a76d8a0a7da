using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An agent's keys, credential included, were carried into another sandbox of the same tier.</summary>
public sealed class OtherSandboxAttack : SessionAttack
{
    /// <inheritdoc/>
    public override string Name => "another sandbox's socket";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return HostileAgent.ConnectAsync(
            ground.Certify(SandboxTier.Docker, "carried"), SandboxTier.Docker, ground.Guarded.OtherSandbox,
            Vocabulary.Name(SandboxTier.Docker), cancellation);
    }
}
