using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A run that never reaches its destination, as when a router holds it back: the sender's next run shows the gap.
/// </summary>
public sealed class DroppedRunAttack : IAttack
{
    private const string Missing = "runs_missing";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "dropped run";

    /// <inheritdoc/>
    public string Expectation => "the destination counts the gap";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle destination = ground.Certify(SandboxTier.GVisor, "bereft");
        var options = new AgentClientOptions
        {
            EndPoint = ground.EndPoints[SandboxTier.GVisor],
            ListenerId = Vocabulary.Name(SandboxTier.GVisor),
        };
        await using AgentClient receiver = await AgentClient.ConnectAsync(destination, options, cancellation)
            .ConfigureAwait(false);
        using HostileAgent sender = await ground
            .ConnectAsync(ground.Certify(SandboxTier.Docker, "gap-maker"), cancellation).ConfigureAwait(false);
        uint handle = sender.Resolve(receiver.Name);
        sender.SendNext(new ForgedBatch { Destination = receiver.Name }, handle);
        sender.SendNext(new ForgedBatch { Destination = receiver.Name, SkippedRuns = 1 }, handle);
        AttackObservation seen = sender.Listen(2);

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        for (int i = 0; i < seen.Receipts; i++)
        {
            await receiver.ReceiveAsync(deadline.Token).ConfigureAwait(false);
        }

        long missing = receiver.Counters().Single(counter => counter.Key == Missing).Value;
        seen = seen with { Undelivered = seen.Receipts, Note = $"destination counts {missing} missing run" };
        return new AttackResult(seen, seen is { Receipts: 2, Refused: 0 } && missing == 1);
    }
}
