using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// How much of runs the router may send on one lane: what the application has taken is granted again. Thread-safe.
/// </summary>
/// <param name="grant">Tells the router.</param>
internal sealed class DeliveryCredit(Action<CreditMessage> grant)
{
    private readonly object _gate = new();
    private ReceiveCredit _credit;
    private bool _isOver;

    /// <summary>
    /// Receive thread: takes a run. A router that is to end the session sends what it has without credit; then the link
    /// is held until the application has taken more.
    /// </summary>
    public void Take(int bytes)
    {
        lock (_gate)
        {
            while (!_isOver && !_credit.TryTake(bytes))
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Any thread: so many bytes are dealt with.</summary>
    public void Release(int bytes)
    {
        CreditMessage credit;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _credit.Release(bytes);
            if (!_credit.IsGrantDue)
            {
                return;
            }

            credit = _credit.Grant();
            Monitor.PulseAll(_gate);
        }

        grant(credit);
    }

    /// <summary>The application takes nothing any more, and nobody is held for it.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }
}
