namespace Symbiont.Fast.Routing.Policy;

/// <summary>How much each sender may send under a rule.</summary>
/// <param name="MessagesPerSecond">The sustained rate in messages a second; at least 1.</param>
/// <param name="BurstSize">How many messages may come at once; at least 1.</param>
/// <param name="WhenOverloaded">What becomes of a message whose destination has no room.</param>
public sealed record RateLimits(
    int MessagesPerSecond, int BurstSize, OverloadAction WhenOverloaded = OverloadAction.Refuse);
