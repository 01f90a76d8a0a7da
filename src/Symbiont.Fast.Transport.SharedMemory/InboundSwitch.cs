using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// Counts what came over the socket, up to the byte behind which the other side sends through its ring. Owned by
/// whoever reads; any thread may ask whether it is over.
/// </summary>
internal sealed class InboundSwitch
{
    private long _came;
    private long _sentBefore = -1;
    private volatile bool _isOver;

    /// <summary>True when the ring is to be read from now on.</summary>
    public bool IsOver => _isOver;

    /// <summary>True when the other side names a byte that was handed on as data already; it is not to be believed.
    /// </summary>
    public bool IsImpossible { get; private set; }

    /// <summary>How much of so long a buffer may be read from the socket: not beyond the change, once that is known.
    /// </summary>
    public int Limit(int length) => _sentBefore < 0 ? length : (int)Math.Min(length, _sentBefore - _came);

    /// <summary>Looks whether the other side has changed over, and all that it sent before has come.</summary>
    public bool Look(SharedRings? rings) => Look(rings, _came);

    /// <summary>Counts what a read has brought. What lies behind the change only wakes.</summary>
    /// <returns>How much of it is data.</returns>
    public int Add(int came, SharedRings? rings)
    {
        long handedOn = _came;
        _came += came;
        Look(rings, handedOn);
        return (int)(_came - handedOn);
    }

    private bool Look(SharedRings? rings, long handedOn)
    {
        if (_sentBefore < 0 && !IsImpossible && rings is not null && rings.TryFindSwitch(out long sentBefore))
        {
            IsImpossible = sentBefore < handedOn;
            _sentBefore = IsImpossible ? -1 : sentBefore;
        }

        if (!_isOver && _sentBefore >= 0 && _came >= _sentBefore)
        {
            _came = _sentBefore;
            _isOver = true;
        }

        return _isOver;
    }
}
