namespace Symbiont.Fast.Routing.Audit;

/// <summary>What was found when a log was opened to be continued.</summary>
/// <param name="Created">True when the log is new.</param>
/// <param name="Records">How many records it had, all verified.</param>
/// <param name="Length">How many bytes they and the header take.</param>
/// <param name="BytesCut">
/// How many bytes of an unfinished record were cut off its end, as a crash leaves them; 0 after an ordinary stop.
/// </param>
public readonly record struct AuditOpenReport(bool Created, long Records, long Length, long BytesCut)
{
    /// <summary>One sentence for logs; it is also the detail of the record that says the log was opened.</summary>
    public override string ToString()
    {
        string found = Created ? "new log" : $"continued after record {Records} at byte {Length}";
        return BytesCut == 0 ? found : $"{found}, {BytesCut} bytes of an unfinished record cut";
    }
}
