namespace Symbiont.Fast.Concurrent;

/// <summary>
/// A doorbell for a thread that sleeps on nothing else, such as the audit writer. Any thread may ring; one thread
/// waits, in this order, or it would miss a record published just before it falls asleep:
/// </summary>
/// <example>
/// <code>
/// if (cycle.DoWork() == 0)
/// {
///     doorbell.PrepareWait();
///     if (!ring.IsEmpty) { doorbell.CancelWait(); }   // published before the publisher could see the flag
///     else { doorbell.Wait(timeoutMilliseconds: 100); }
/// }
/// </code>
/// </example>
public sealed class ThreadDoorbell : IDoorbell, IDisposable
{
    private readonly ParkFlag _parked = new();
    private readonly AutoResetEvent _event = new(initialState: false);
    private bool _prepared;

    /// <inheritdoc/>
    public void Ring()
    {
        if (_parked.TryTake())
        {
            _event.Set();
        }
    }

    /// <summary>Waiting thread: announces the wait. Look at the queue again, then wait or cancel.</summary>
    public void PrepareWait()
    {
        _prepared = true;
        _parked.Raise();
    }

    /// <summary>
    /// Waiting thread: sleeps until the bell rings after <see cref="PrepareWait"/>, or the time is over.
    /// </summary>
    /// <param name="timeoutMilliseconds">0 returns at once, -1 waits for ever.</param>
    /// <returns>
    /// Whether it was rung. Rarely true for a ring that belonged to an earlier wait; the queue tells what to do.
    /// </returns>
    /// <exception cref="InvalidOperationException">Without <see cref="PrepareWait"/> nobody would ring.</exception>
    public bool Wait(int timeoutMilliseconds)
    {
        if (!_prepared)
        {
            throw new InvalidOperationException($"Call {nameof(PrepareWait)} and look at the queue before waiting.");
        }

        bool rung = _event.WaitOne(timeoutMilliseconds);
        CancelWait();
        return rung;
    }

    /// <summary>
    /// Waiting thread: does not wait after all. A publisher that took the flag in between may still set the event; that
    /// makes one later wait return at once and loses nothing.
    /// </summary>
    public void CancelWait()
    {
        _prepared = false;
        _parked.Lower();
    }

    /// <summary>Releases the event. Nobody may ring or wait any more.</summary>
    public void Dispose() => _event.Dispose();
}
