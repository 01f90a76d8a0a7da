namespace Symbiont.Fast.Tool;

/// <summary>How an attack ended.</summary>
/// <param name="Observation">What the attacker saw.</param>
/// <param name="Held">True when it ended as it must.</param>
public sealed record AttackResult(AttackObservation Observation, bool Held);
