namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>How long a test waits for what must happen; only a failing test gets there.</summary>
public static class Guard
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
}
