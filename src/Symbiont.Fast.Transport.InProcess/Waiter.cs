using System.Diagnostics;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Transport.InProcess;

/// <summary>
/// How the agent's end waits: it spins a little, because an answer of the router's is often on its way, and then sleeps.
/// Several threads may wait at once, one that reads and some that write.
/// </summary>
internal sealed class Waiter
{
    private const int Spins = 50;

    private readonly object _gate = new();
    private int _sleeping;

    /// <summary>Any thread, after a change that somebody may wait for.</summary>
    public void Ring()
    {
        // The change must be visible before the look at the flag, as the sleeper's wish is before its look at the change.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) == 0)
        {
            return;
        }

        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until the condition holds; false when the time is over before.</summary>
    /// <param name="end">What the condition is asked about.</param>
    /// <param name="condition">Whether there is no need to wait any more.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public bool Wait(InProcessConnection end, Func<InProcessConnection, bool> condition, TimeSpan timeout)
    {
        if (timeout == TimeSpan.Zero)
        {
            return condition(end);
        }

        for (int i = 0; i < Spins; i++)
        {
            if (condition(end))
            {
                return true;
            }

            Thread.SpinWait(20);
        }

        return Sleep(end, condition, timeout);
    }

    private bool Sleep(InProcessConnection end, Func<InProcessConnection, bool> condition, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            Interlocked.Increment(ref _sleeping);
            try
            {
                while (!condition(end))
                {
                    TimeSpan left = timeout == Timeout.InfiniteTimeSpan
                        ? timeout
                        : timeout - Stopwatch.GetElapsedTime(start);
                    if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan)
                    {
                        return false;
                    }

                    Monitor.Wait(_gate, left);
                }

                return true;
            }
            finally
            {
                Interlocked.Decrement(ref _sleeping);
            }
        }
    }
}
