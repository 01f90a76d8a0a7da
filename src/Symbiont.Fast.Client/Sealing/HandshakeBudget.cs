namespace Symbiont.Fast.Client;

/// <summary>
/// So many handshakes in any span of so long, exactly: what a stranger can make this agent compute. One thread.
/// </summary>
internal sealed class HandshakeBudget
{
    private readonly long[] _times;
    private readonly long _span;
    private long _taken;

    /// <summary>Makes a full budget.</summary>
    /// <param name="count">How many.</param>
    /// <param name="span">In what span.</param>
    public HandshakeBudget(int count, TimeSpan span)
    {
        _times = new long[count];
        _span = span.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Takes one if the span before <paramref name="nowMonotonicNanoseconds"/> leaves one.</summary>
    public bool TryTake(long nowMonotonicNanoseconds)
    {
        ref long oldest = ref _times[_taken % _times.Length];
        if (_taken >= _times.Length && nowMonotonicNanoseconds - oldest < _span)
        {
            return false;
        }

        oldest = nowMonotonicNanoseconds;
        _taken++;
        return true;
    }
}
