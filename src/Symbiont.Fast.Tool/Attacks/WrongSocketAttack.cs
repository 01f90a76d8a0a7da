using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A Docker agent found its way to the gVisor bus's socket, and says that it runs there.</summary>
public sealed class WrongSocketAttack : SessionAttack
{
    /// <inheritdoc/>
    public override string Name => "wrong tier's socket";

    /// <inheritdoc/>
    protected override RefusalReason Reason => RefusalReason.Unauthenticated;

    /// <inheritdoc/>
    protected override Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        return ground.ConnectAsync(ground.Certify(SandboxTier.Docker, "stray"), SandboxTier.GVisor, cancellation);
    }
}
