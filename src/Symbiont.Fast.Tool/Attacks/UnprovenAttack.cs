using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>A batch right behind the handshake, before the signing key was proven.</summary>
public sealed class UnprovenAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "batch before the proof of the signing key";

    /// <inheritdoc/>
    public string Expectation => RefusalReasons.Text(RefusalReason.Unauthenticated);

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        AgentBundle bundle = ground.Certify(SandboxTier.Docker, "hasty");
        using HostileAgent attacker = await HostileAgent.ConnectUnprovenAsync(
            bundle, SandboxTier.Docker, ground.EndPoints[SandboxTier.Docker], Vocabulary.Name(SandboxTier.Docker),
            cancellation).ConfigureAwait(false);
        attacker.Send(
            FrameKind.Batch,
            new ForgedBatch { Destination = ground.Victims[SandboxTier.GVisor] }.Build(attacker, handle: 1));
        AttackObservation seen = attacker.ListenToTheEnd();
        bool held = seen is
        {
            Receipts: 0, Refused: 0, Ending: LinkEnding.Closed, Reason: RefusalReason.Unauthenticated,
        };
        return new AttackResult(seen, held);
    }
}
