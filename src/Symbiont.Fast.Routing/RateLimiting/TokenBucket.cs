using System.Diagnostics;

namespace Symbiont.Fast.Routing.RateLimiting;

/// <summary>
/// A token bucket in exact integer arithmetic: it holds at most a burst of tokens, gains the rate's worth a second, and
/// a message takes one. A value type; the thread that owns the storage owns the bucket.
/// </summary>
/// <remarks>
/// Tokens are counted in billionths, so that one nanosecond adds exactly <c>messages per second</c> of them and nothing
/// is ever rounded. Time only moves forward for the bucket: a clock that jumps back adds nothing until it has caught up
/// (so no refill is counted twice), and one that jumps ahead fills the bucket and no more.
/// </remarks>
public struct TokenBucket
{
    /// <summary>One token, in the unit of <see cref="_level"/>; also the nanoseconds of a second.</summary>
    private const long Token = 1_000_000_000;

    private int _rate;
    private int _burst;
    private long _level;
    private long _refilledAt;

    /// <summary>Makes a full bucket.</summary>
    /// <param name="messagesPerSecond">Tokens gained a second; at least 1.</param>
    /// <param name="burstSize">The most tokens it holds; at least 1.</param>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock, in nanoseconds.</param>
    public TokenBucket(int messagesPerSecond, int burstSize, long nowMonotonicNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burstSize, 1);
        _rate = messagesPerSecond;
        _burst = burstSize;
        _level = Capacity;
        _refilledAt = nowMonotonicNanoseconds;
    }

    // At most 2^31 * 10^9, which leaves the top two bits of a long free.
    private readonly long Capacity => _burst * Token;

    /// <summary>Takes a token if there is one.</summary>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock, in nanoseconds.</param>
    /// <param name="retryAfterNanoseconds">
    /// 0 when a token was taken; else the least wait after which taking succeeds, if nobody else takes meanwhile.
    /// </param>
    public bool TryTake(long nowMonotonicNanoseconds, out long retryAfterNanoseconds)
    {
        Debug.Assert(_rate > 0, "A bucket is made by its constructor.");
        Refill(nowMonotonicNanoseconds);
        if (_level >= Token)
        {
            _level -= Token;
            retryAfterNanoseconds = 0;
            return true;
        }

        retryAfterNanoseconds = WaitForToken(nowMonotonicNanoseconds);
        return false;
    }

    /// <summary>
    /// Continues under other limits: what was gained so far is kept, up to the new burst. Changing limits never fills
    /// a bucket.
    /// </summary>
    public void ChangeLimits(int messagesPerSecond, int burstSize, long nowMonotonicNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(messagesPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burstSize, 1);
        Refill(nowMonotonicNanoseconds);
        _rate = messagesPerSecond;
        _burst = burstSize;
        _level = Math.Min(_level, Capacity);
    }

    private void Refill(long now)
    {
        if (now <= _refilledAt)
        {
            return;
        }

        // Unsigned, because the distance of two longs can exceed a long.
        ulong elapsed = unchecked((ulong)(now - _refilledAt));
        _refilledAt = now;
        ulong missing = (ulong)(Capacity - _level);
        bool full = elapsed >= DivideUp(missing, (ulong)_rate);
        _level = full ? Capacity : _level + ((long)elapsed * _rate);
    }

    private readonly long WaitForToken(long now)
    {
        ulong untilToken = DivideUp((ulong)(Token - _level), (ulong)_rate);
        ulong untilClockCatchesUp = unchecked((ulong)(_refilledAt - now));
        return untilClockCatchesUp > long.MaxValue - untilToken
            ? long.MaxValue
            : (long)(untilToken + untilClockCatchesUp);
    }

    private static ulong DivideUp(ulong dividend, ulong divisor) => (dividend + divisor - 1) / divisor;
}
