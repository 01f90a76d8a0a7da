using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// What has arrived and is judged by the time, while that is in doubt: runs and introductions, in order and bounded.
/// They wait for the router's pong, which is behind them on the link. Receive thread.
/// </summary>
internal sealed class HeldArrivals(ClockWatch watch, ClientCounters counters)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly Queue<(FrameKind Kind, byte[] Bytes)> _held = new();
    private int _bytes;
    private bool _isReleasing;

    /// <summary>Takes an arrival if it must wait; then the caller is done with it.</summary>
    /// <param name="kind">A run frame, or a control frame's descriptor.</param>
    /// <param name="body">The run's or the descriptor's body.</param>
    public bool TryHold(FrameKind kind, ReadOnlySpan<byte> body) =>
        !_isReleasing && (_held.Count > 0 || watch.MustWait()) && Hold(kind, body);

    /// <summary>
    /// The arrival's time does not fit: takes it, if the fault may be this host's own, until the router has told the
    /// time. Each is judged once more and then for good.
    /// </summary>
    public bool TryHoldMisfit(FrameKind kind, ReadOnlySpan<byte> body) =>
        !_isReleasing && watch.TryDoubt() && Hold(kind, body);

    /// <summary>Gives back what waits for nothing any more; false when there is none. Call it until then.</summary>
    public bool TryRelease(out FrameKind kind, out byte[] body)
    {
        bool mustWait = _held.Count > 0 && !_isReleasing && watch.MustWait();
        if (mustWait || !_held.TryDequeue(out (FrameKind Kind, byte[] Bytes) next))
        {
            (_isReleasing, kind, body) = (false, default, []);
            return false;
        }

        (_isReleasing, kind, body) = (true, next.Kind, next.Bytes);
        _bytes -= body.Length;
        return true;
    }

    private bool Hold(FrameKind kind, ReadOnlySpan<byte> body)
    {
        if (_bytes + body.Length > MaxBytes)
        {
            counters.Rejected(RefusalReason.DestinationOverloaded);
            return true;
        }

        _held.Enqueue((kind, body.ToArray()));
        _bytes += body.Length;
        return true;
    }
}
