namespace Symbiont.Fast.Framing;

/// <summary>
/// How much an end of a link may still send: batches to the router, or runs to an agent. It begins with
/// <see cref="WireLimits.Credit"/>. One thread at a time.
/// </summary>
public struct SendCredit
{
    private ulong _sent;
    private ulong _raised;

    /// <summary>True when a body of this length may be sent now.</summary>
    public readonly bool Allows(int bytes) => (ulong)bytes <= Limit - _sent;

    /// <summary>Notes a body that is sent.</summary>
    /// <exception cref="InvalidOperationException">The peer has not allowed it.</exception>
    public void Spend(int bytes)
    {
        if (!Allows(bytes))
        {
            throw new InvalidOperationException("The peer has not granted credit for this.");
        }

        _sent += (ulong)bytes;
    }

    /// <summary>Takes what the peer grants; true when that is more than before.</summary>
    public bool TryRaise(ulong limit)
    {
        bool more = limit > Limit;
        _raised = more ? limit - WireLimits.Credit : _raised;
        return more;
    }

    private readonly ulong Limit => WireLimits.Credit + _raised;
}
