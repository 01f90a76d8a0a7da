namespace Symbiont.Fast.Transport;

/// <summary>Whether a transport can be used here, as far as trying it without harm tells.</summary>
/// <param name="Usable">Whether it can.</param>
/// <param name="Reason">What was tried and how it went, or why it cannot.</param>
public sealed record ProbeVerdict(bool Usable, string Reason);
