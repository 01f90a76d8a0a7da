using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An attack that must not get a session.</summary>
public abstract class SessionAttack : IAttack
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public string Expectation => $"no session: {RefusalReasons.Text(Reason)}";

    /// <summary>The reason that the router must give.</summary>
    protected abstract RefusalReason Reason { get; }

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileAgent attacker = await ConnectAsync(ground, cancellation).ConfigureAwait(false);
        AttackObservation seen = attacker.Observation;
        bool held = seen.Ending == LinkEnding.Closed && seen.Reason == Reason && attacker.Epoch == 0;
        return new AttackResult(seen, held);
    }

    /// <summary>Tries to connect.</summary>
    protected abstract Task<HostileAgent> ConnectAsync(AttackGround ground, CancellationToken cancellation);
}
