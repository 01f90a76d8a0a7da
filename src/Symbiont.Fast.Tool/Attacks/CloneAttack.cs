using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A clone, with all of an agent's keys, opens a second session while the first lives: it gets none, and the first goes
/// on.
/// </summary>
public sealed class CloneAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "second session by a clone";

    /// <inheritdoc/>
    public string Expectation => "no session; the first goes on";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle bundle = ground.Certify(SandboxTier.Docker, "cloned");
        var options = new AgentClientOptions
        {
            EndPoint = ground.EndPoints[SandboxTier.Docker],
            ListenerId = Vocabulary.Name(SandboxTier.Docker),
        };
        await using AgentClient first = await AgentClient.ConnectAsync(bundle, options, cancellation)
            .ConfigureAwait(false);
        HostileAgent clone = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
        AttackObservation seen = clone.Observation;
        bool refused = seen is { Ending: LinkEnding.Closed, Reason: RefusalReason.Unauthenticated } && clone.Epoch == 0;
        clone.Abandon();

        await first.SendConfirmedAsync(
            ground.Victims[SandboxTier.GVisor], MessageType.Data, ForgedBatch.Payload.ToArray(), null, cancellation)
            .ConfigureAwait(false);
        return new AttackResult(seen with { Receipts = 1 }, refused);
    }
}
