namespace Symbiont.Fast.Framing;

/// <summary>
/// How much the peer of a link may still send, and when it is to hear that it may send more: once half of <see
/// cref="WireLimits.Credit"/> has been dealt with since it heard last. One thread at a time.
/// </summary>
public struct ReceiveCredit
{
    private ulong _taken;
    private ulong _released;
    private ulong _raised;

    /// <summary>True when the peer ought to be granted more.</summary>
    public readonly bool IsGrantDue => _released - _raised >= WireLimits.Credit / 2;

    /// <summary>Bytes that were taken and not dealt with yet.</summary>
    public readonly ulong Held => _taken - _released;

    /// <summary>Takes a body; false when the peer had no credit for it, and the link must end.</summary>
    public bool TryTake(int bytes)
    {
        bool allowed = (ulong)bytes <= WireLimits.Credit + _raised - _taken;
        _taken += allowed ? (ulong)bytes : 0;
        return allowed;
    }

    /// <summary>So many bytes of what was taken are dealt with.</summary>
    public void Release(int bytes) => _released += (ulong)bytes;

    /// <summary>What the peer may have sent in all from now on; tell it.</summary>
    public CreditMessage Grant()
    {
        _raised = _released;
        return new CreditMessage(WireLimits.Credit + _raised);
    }
}
