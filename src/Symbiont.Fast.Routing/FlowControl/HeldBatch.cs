using System.Buffers;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>
/// A batch that waits, from one of its runs on, for room at a destination: its bytes, where it stands, and the verdicts
/// on the run that waits. Pooled; owned by the sender's shard.
/// </summary>
internal sealed class HeldBatch
{
    private readonly RouteVerdict[] _verdicts = new RouteVerdict[WireLimits.MaxBatchMessages];
    private byte[] _body = [];
    private int _length;

    /// <summary>The first run that is not dealt with, and the message that it begins with.</summary>
    public RunPosition Next { get; set; }

    /// <summary>The destination's lane that <see cref="Verdicts"/> are for; null while that run is not judged.</summary>
    public AgentSession? JudgedFor { get; private set; }

    /// <summary>The verdicts on the next run.</summary>
    public Span<RouteVerdict> Verdicts => _verdicts;

    /// <summary>The room that the next run needs, in bytes.</summary>
    public int Needs { get; private set; }

    /// <summary>When it came, in nanoseconds since 1970 UTC: its messages' timestamps are judged by that.</summary>
    public long Arrived { get; private set; }

    /// <summary>Until when it waits, in monotonic nanoseconds.</summary>
    public long Deadline { get; private set; }

    /// <summary>Its bytes; they were checked when it came.</summary>
    public BatchView View => BatchView.WrapValidated(_body.AsSpan(0, _length));

    /// <summary>How many bytes it has.</summary>
    public int Length => _length;

    /// <summary>Takes a copy of a batch.</summary>
    public void Set(BatchView batch, RunPosition next, long arrived, long deadline)
    {
        _length = batch.Bytes.Length;
        _body = ArrayPool<byte>.Shared.Rent(_length);
        batch.Bytes.CopyTo(_body);
        (Next, Arrived, Deadline, JudgedFor, Needs) = (next, arrived, deadline, null, 0);
    }

    /// <summary>The next run is judged and waits for room.</summary>
    public void Wait(AgentSession destination, int needs, ReadOnlySpan<RouteVerdict> verdicts)
    {
        verdicts.CopyTo(_verdicts);
        (JudgedFor, Needs) = (destination, needs);
    }

    /// <summary>Goes on with the run behind.</summary>
    public void Advance(RunPosition next) => (Next, JudgedFor, Needs) = (next, null, 0);

    /// <summary>Gives the bytes back.</summary>
    public void Clear()
    {
        ArrayPool<byte>.Shared.Return(_body);
        (_body, _length, JudgedFor) = ([], 0, null);
    }
}
