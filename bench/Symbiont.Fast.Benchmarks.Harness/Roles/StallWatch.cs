using System.Diagnostics;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Ends a wait that spins for a peer which will never answer. A turn costs a decrement; once in a million it looks at
/// the peer and at the time.
/// </summary>
internal ref struct StallWatch(SpinningRole peer)
{
    private const int Glance = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _left = Glance;
    private long _since;

    /// <summary>Call once for each look that found nothing.</summary>
    /// <exception cref="HarnessException">The peer has failed, or has been silent for ten seconds.</exception>
    public void Turn()
    {
        if (--_left == 0)
        {
            Look();
        }
    }

    private void Look()
    {
        _left = Glance;
        peer.ThrowIfFailed();
        _since = _since == 0 ? Stopwatch.GetTimestamp() : _since;
        if (Stopwatch.GetElapsedTime(_since) > Patience)
        {
            throw new HarnessException("A spinning peer has not answered for ten seconds.");
        }
    }
}
