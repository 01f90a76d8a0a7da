namespace Symbiont.Fast.Authority;

/// <summary>The bounds of an <see cref="AuthorityServer"/>. Immutable.</summary>
public sealed record AuthorityServerOptions
{
    /// <summary>How long a connection may take from its acceptance to the last byte of its response.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The most connections of one socket at one time. Others wait in the kernel's queue, so a sandbox delays itself
    /// and nobody else.
    /// </summary>
    public int ConnectionsPerSocket { get; init; } = 4;

    /// <summary>The kernel's queue of connections that wait, for each socket.</summary>
    public int Backlog { get; init; } = 16;
}
