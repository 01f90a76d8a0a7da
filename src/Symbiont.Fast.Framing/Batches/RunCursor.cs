namespace Symbiont.Fast.Framing;

/// <summary>Walks the runs of a validated batch.</summary>
public ref struct RunCursor
{
    private ReadOnlySpan<byte> _rest;

    internal RunCursor(ReadOnlySpan<byte> runs)
    {
        _rest = runs;
        Current = default;
    }

    /// <summary>The run the cursor stands on.</summary>
    public RunView Current { get; private set; }

    /// <summary>Steps to the next run; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = RunHeader.Size + new RunHeader(_rest).ByteCount;
        Current = new RunView(_rest[..length]);
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The cursor itself, so that <c>foreach</c> works.</summary>
    public readonly RunCursor GetEnumerator() => this;
}
