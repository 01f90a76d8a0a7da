using System.Numerics;

namespace Symbiont.Fast.Routing.Tests.RateLimiting;

/// <summary>
/// A token bucket as one would write it on paper, over fractions of unlimited size: the model that the real one is
/// held to.
/// </summary>
internal sealed class ReferenceBucket(int rate, int burst, long start)
{
    private static readonly BigInteger Second = 1_000_000_000;

    private BigInteger _billionths = burst * Second;
    private BigInteger _latest = start;

    public bool TryTake(long now)
    {
        Refill(now);
        if (_billionths < Second)
        {
            return false;
        }

        _billionths -= Second;
        return true;
    }

    private void Refill(long now)
    {
        if (now > _latest)
        {
            _billionths = BigInteger.Min(burst * Second, _billionths + ((now - _latest) * rate));
            _latest = now;
        }
    }
}
