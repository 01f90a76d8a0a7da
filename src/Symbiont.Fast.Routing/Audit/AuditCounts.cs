using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>How many messages had which verdict, and how many events of which kind there were.</summary>
public sealed class AuditCounts
{
    private readonly long[] _verdicts = new long[RefusalReasons.Count];
    private readonly long[] _events = new long[byte.MaxValue + 1];

    /// <summary>How many runs were recorded.</summary>
    public long Runs { get; private set; }

    /// <summary>How many messages were accepted.</summary>
    public long Accepted => _verdicts[(int)RefusalReason.None];

    /// <summary>How many messages were refused, for whatever reason.</summary>
    public long Refused => _verdicts.Sum() - Accepted;

    /// <summary>How many messages had this verdict.</summary>
    public long this[RefusalReason verdict] => (int)verdict < _verdicts.Length ? _verdicts[(int)verdict] : 0;

    /// <summary>How many events of this kind there were.</summary>
    public long this[AuditEventKind kind] => _events[(int)kind];

    internal void Count(AuditRecordKind kind, ReadOnlySpan<byte> body)
    {
        if (kind == AuditRecordKind.Event)
        {
            _events[(int)new EventBody(body).Kind]++;
        }
        else if (kind == AuditRecordKind.Run)
        {
            Runs++;
            var run = new RunBody(body);
            for (int index = 0; index < run.MessageCount; index++)
            {
                _verdicts[(int)run.Message(index).Verdict]++;
            }
        }
    }
}
