using System.Buffers;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// A batch that waits, from one of its runs on, for room at a destination: its bytes, where it stands, and by what the run
/// that waits was judged. Pooled; owned by the sender's shard.
/// </summary>
internal sealed class HeldBatch
{
    // What a waiting batch costs beside its bytes.
    private const int Overhead = 256;

    private byte[] _body = [];
    private int _length;
    private RouteVerdict[] _verdicts = [];
    private (AgentAdmission? Sender, AgentAdmission? Destination) _judgedBy;

    /// <summary>The first run that is not dealt with, and the message that it begins with.</summary>
    public RunPosition Next { get; private set; }

    /// <summary>The destination's lane that the next run waits for; null while that run is not judged.</summary>
    public AgentSession? AwaitedLane { get; private set; }

    /// <summary>The room that the next run needs, in bytes.</summary>
    public int Needs { get; private set; }

    /// <summary>When it came, in nanoseconds since 1970 UTC: its messages' timestamps are judged by that.</summary>
    public long Arrived { get; private set; }

    /// <summary>Until when it waits, in monotonic nanoseconds.</summary>
    public long Deadline { get; private set; }

    /// <summary>Its bytes; they were checked when it came.</summary>
    public BatchView View => BatchView.WrapValidated(_body.AsSpan(0, _length));

    /// <summary>What it counts for, in bytes.</summary>
    public int Weight => _length + Overhead;

    /// <summary>What a batch would count for, in bytes.</summary>
    public static int WeightOf(BatchView batch) => batch.Bytes.Length + Overhead;

    /// <summary>Takes a copy of a batch.</summary>
    public void Set(BatchView batch, RunPosition next, long arrived, long deadline)
    {
        _length = batch.Bytes.Length;
        _body = ArrayPool<byte>.Shared.Rent(_length);
        batch.Bytes.CopyTo(_body);
        (Arrived, Deadline) = (arrived, deadline);
        Advance(next);
    }

    /// <summary>The next run is judged and waits for room.</summary>
    public void Wait(RunRoute route, int needs, ReadOnlySpan<RouteVerdict> verdicts)
    {
        if (_verdicts.Length == 0)
        {
            _verdicts = ArrayPool<RouteVerdict>.Shared.Rent(WireLimits.MaxBatchMessages);
        }

        verdicts.CopyTo(_verdicts);
        AwaitedLane?.EndAwait();
        route.Lane!.Await();
        (AwaitedLane, Needs) = (route.Lane, needs);
        _judgedBy = (route.Sender.Admission, route.Lane.Admission);
    }

    /// <summary>The verdicts on the next run; false when it is not judged.</summary>
    public bool TryGetVerdicts(Span<RouteVerdict> verdicts)
    {
        bool isJudged = AwaitedLane is not null;
        if (isJudged)
        {
            _verdicts.AsSpan(0, verdicts.Length).CopyTo(verdicts);
        }

        return isJudged;
    }

    /// <summary>True when the verdicts rest on credentials that nobody has renewed since.</summary>
    public bool IsCurrent(RunRoute route) =>
        _judgedBy.Sender == route.Sender.Admission && _judgedBy.Destination == route.Lane?.Admission;

    /// <summary>Goes on with another run.</summary>
    public void Advance(RunPosition next)
    {
        AwaitedLane?.EndAwait();
        (Next, AwaitedLane, Needs, _judgedBy) = (next, null, 0, default);
    }

    /// <summary>Gives what it borrowed back.</summary>
    public void Clear()
    {
        ArrayPool<byte>.Shared.Return(_body);
        if (_verdicts.Length > 0)
        {
            ArrayPool<RouteVerdict>.Shared.Return(_verdicts);
        }

        (_body, _length, _verdicts) = ([], 0, []);
        Advance(default);
    }
}
