using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Client;

/// <summary>How a <see cref="CredentialRenewal"/> tries. Immutable.</summary>
public sealed record RenewalOptions
{
    /// <summary>
    /// Time. On a host that is paused now and then a session's <see cref="AgentClient.Clock"/>, or the authority
    /// refuses the requests for their time.
    /// </summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    /// <summary>The wait after a first failure; it doubles with each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);
}
