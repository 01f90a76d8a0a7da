using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A clone, with all of an agent's keys but not its session's secret, offers its link as the lane that the session still
/// awaits: it becomes none, and the agent's own link does.
/// </summary>
public sealed class StolenLaneAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "lane of another's session";

    /// <inheritdoc/>
    public string Expectation => "no lane; the session gets its own";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle bundle = ground.Certify(SandboxTier.Docker, "laned");
        HostileAgent first = await ground.ConnectUnprovenAsync(bundle, cancellation).ConfigureAwait(false);
        HostileAgent clone = await ground.ConnectUnprovenAsync(bundle, cancellation).ConfigureAwait(false);
        HostileAgent own = await ground.ConnectUnprovenAsync(bundle, cancellation).ConfigureAwait(false);
        first.AuthenticateWithLanes(1);

        clone.AuthenticateJoining(clone, first.Epoch, 1);
        own.AuthenticateJoining(first, first.Epoch, 1);

        AttackObservation seen = clone.Observation;
        bool refused = seen is { Ending: LinkEnding.Closed, Reason: RefusalReason.Unauthenticated };
        bool joined = own.Epoch > first.Epoch && clone.Epoch == 0;
        clone.Abandon();
        own.Abandon();
        first.Abandon();
        return new AttackResult(seen, refused && joined);
    }
}
