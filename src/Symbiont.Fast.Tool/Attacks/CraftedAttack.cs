using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An insider with a true session sends something crafted, and is refused for one reason, by refusals or by the end of
/// its session.
/// </summary>
public sealed class CraftedAttack : IAttack
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public string Expectation => RefusalReasons.Text(Reason);

    /// <summary>The attacker's id.</summary>
    public required string AgentId { get; init; }

    /// <summary>The reason that the router must give.</summary>
    public required RefusalReason Reason { get; init; }

    /// <summary>How many messages it must refuse; with none it ends the session without a word on messages.</summary>
    public int Refused { get; init; } = 1;

    /// <summary>True when the session must end.</summary>
    public bool Ends { get; init; } = true;

    /// <summary>Sends it.</summary>
    public required CraftedSend Send { get; init; }

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileAgent attacker = await ground
            .ConnectAsync(ground.Certify(SandboxTier.Docker, AgentId), cancellation).ConfigureAwait(false);
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        Send(attacker, victim, attacker.Resolve(victim));
        AttackObservation seen = Ends ? attacker.ListenToTheEnd() : attacker.Listen(Refused);
        bool ended = seen.Ending == (Ends ? LinkEnding.Closed : LinkEnding.Open);
        return new AttackResult(seen, ended && seen.Receipts == 0 && seen.Refused == Refused && seen.Reason == Reason);
    }
}
