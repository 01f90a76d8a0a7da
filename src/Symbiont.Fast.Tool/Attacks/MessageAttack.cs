using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>An attack that sends one batch and must be refused for a reason, whether by refusal or by close.</summary>
public abstract class MessageAttack : IAttack
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual string Expectation => RefusalReasons.Text(Reason);

    /// <summary>The reason that the router must give.</summary>
    protected abstract RefusalReason Reason { get; }

    /// <summary>The tier of the agent that is sent to.</summary>
    protected virtual SandboxTier Target => SandboxTier.GVisor;

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileAgent attacker =
            await ground.ConnectAsync(Attacker(ground), cancellation).ConfigureAwait(false);
        AgentName victim = ground.Victims[Target];
        byte[] batch = Batch(ground, victim).Build(attacker, attacker.Resolve(victim));
        Attack(attacker, batch);
        return new AttackResult(attacker.Observation, HasHeld(ground, attacker.Observation));
    }

    /// <summary>Who attacks.</summary>
    protected abstract AgentBundle Attacker(AttackGround ground);

    /// <summary>What it sends.</summary>
    protected virtual ForgedBatch Batch(AttackGround ground, AgentName victim) => new() { Destination = victim };

    /// <summary>Sends it, and listens.</summary>
    protected virtual void Attack(HostileAgent attacker, byte[] batch)
    {
        ArgumentNullException.ThrowIfNull(attacker);
        ArgumentNullException.ThrowIfNull(batch);
        attacker.Send(FrameKind.Batch, batch);
        attacker.Listen(1);
    }

    /// <summary>True when the attack ended as it must.</summary>
    protected virtual bool HasHeld(AttackGround ground, AttackObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return seen.Reason == Reason && seen.Receipts == 0;
    }
}
