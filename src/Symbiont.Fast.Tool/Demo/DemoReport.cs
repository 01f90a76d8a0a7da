using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Tool;

/// <summary>One path of the demo and what came of it.</summary>
internal sealed record DrivenPath(SandboxTier Source, SandboxTier Destination, PathReport Report);

/// <summary>One attack of the demo and how it ended; without a result when it could not be tried.</summary>
internal sealed record TriedAttack(IAttack Attack, AttackResult? Result, string Failure)
{
    public bool Held => Result is { Held: true };
}

/// <summary>Everything that a demo has seen.</summary>
internal sealed record DemoReport(
    IReadOnlyList<DrivenPath> Paths,
    IReadOnlyList<TriedAttack> Attacks,
    DeliveryReport Delivered,
    AuditVerification Audit);
