namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// An opened scenario: one message goes out and its answer comes back, again and again. Made, turned and disposed by
/// one thread, which is pinned to the scenario's first role's core while it turns.
/// </summary>
public interface IPingPong : IDisposable
{
    /// <summary>One message there and its answer back. Must throw rather than wait for ever.</summary>
    void RoundTrip();

    /// <summary>Called before a stretch of round trips: threads that spin start to.</summary>
    void Resume()
    {
    }

    /// <summary>
    /// Called after it: nothing of this scenario may use a core when this returns, for another one is measured next.
    /// </summary>
    void Pause()
    {
    }
}
