using System.Diagnostics;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// How the agent's end waits: it spins a little, because an answer of the router's is often on its way, and then sleeps
/// at the socket, by which the router wakes it. A thread that reads and one that writes may wait at once: one of them
/// sleeps at the socket, and wakes the other with whatever it learns.
/// </summary>
/// <param name="end">Whose threads wait.</param>
internal sealed class AgentDoorbell(AgentRings end)
{
    // Some ten microseconds; to fall asleep and be woken costs twice as much.
    private const int Spins = 50;

    // For the moment in which the router still sends over the socket: nobody may take what is there but the reader.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private readonly int _spins = Environment.ProcessorCount > 1 ? Spins : 1;
    private bool _isLed;

    /// <summary>Waits until there is something to read, or room; false when the time is over before.</summary>
    /// <param name="forBytes">True for something to read, false for room.</param>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    public bool Wait(bool forBytes, TimeSpan timeout)
    {
        if (timeout == TimeSpan.Zero)
        {
            return end.IsReady(forBytes);
        }

        for (int i = 0; i < _spins; i++)
        {
            if (end.IsReady(forBytes))
            {
                return true;
            }

            Thread.SpinWait(20);
        }

        return Sleep(forBytes, timeout);
    }

    /// <summary>Makes all look again.</summary>
    public void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private bool Sleep(bool forBytes, TimeSpan timeout)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - Stopwatch.GetElapsedTime(start);
            end.SayThatItWaits(forBytes, waits: true);
            bool isOver = left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan;
            if (isOver || TrySleepOnce(forBytes, left))
            {
                end.SayThatItWaits(forBytes, waits: false);
                return !isOver || end.IsReady(forBytes);
            }
        }
    }

    // True when there is no need to sleep.
    private bool TrySleepOnce(bool forBytes, TimeSpan left)
    {
        lock (_gate)
        {
            // Within the lock: what the other learnt at the socket, it learnt before it let go of that.
            if (end.IsReady(forBytes))
            {
                return true;
            }

            if (_isLed || !end.IsRead)
            {
                end.LookForEnd();
                Monitor.Wait(_gate, _isLed || left < s_moment && left > TimeSpan.Zero ? left : s_moment);
                return false;
            }

            _isLed = true;
        }

        try
        {
            end.SleepAtSocket(left);
        }
        finally
        {
            lock (_gate)
            {
                _isLed = false;
                Monitor.PulseAll(_gate);
            }
        }

        return false;
    }
}
