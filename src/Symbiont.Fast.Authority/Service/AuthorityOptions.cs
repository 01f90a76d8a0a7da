using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Authority;

/// <summary>How an authority works. Immutable.</summary>
public sealed record AuthorityOptions
{
    /// <summary>Where the revocation list is published. Routers read it.</summary>
    public required string RevocationPath { get; init; }

    /// <summary>Time.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>How long a credential holds. Agents renew at half of it.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far a credential's start lies back, for routers whose clocks are behind.</summary>
    public TimeSpan Backdating { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How far a renewal request's time may be off the authority's clock, either way.</summary>
    public TimeSpan MaxClockOffset { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How much later a request must be than the one before, to get a credential again whose response was lost: each
    /// writes the state.
    /// </summary>
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest lifetime of a token.</summary>
    public TimeSpan MaxTokenLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an expired token is remembered, so that its agent hears why it is refused.</summary>
    public TimeSpan TokenMemory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The most tokens, used and expired ones included while they are remembered.</summary>
    public int MaxTokens { get; init; } = 4096;

    /// <summary>
    /// The most agents. The whole state is written at every change, about 600 bytes an agent: 2.5 MB at this limit.
    /// </summary>
    public int MaxAgents { get; init; } = 4096;

    /// <summary>The most revoked serials at one time.</summary>
    public int MaxRevoked { get; init; } = Framing.RevocationList.MaxSerials;

    /// <summary>How many refusals a second are reported; the others are counted only.</summary>
    public int ReportedRefusalsPerSecond { get; init; } = 10;

    /// <summary>
    /// Takes what the authority did and refused, for a log. Called on the requesting thread, inside the service's lock:
    /// it must not call back. No argument holds a secret.
    /// </summary>
    public Action<AuthorityEvent> Report { get; init; } = static _ => { };
}
