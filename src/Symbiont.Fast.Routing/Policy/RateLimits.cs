namespace Symbiont.Fast.Routing.Policy;

/// <summary>How much each sender may send under a rule.</summary>
/// <param name="MessagesPerSecond">The sustained rate in messages a second; at least 1.</param>
/// <param name="BurstSize">How many messages may come at once; at least 1.</param>
public sealed record RateLimits(int MessagesPerSecond, int BurstSize);
