namespace Symbiont.Fast.Configuration;

/// <summary>Collects the faults of one policy file.</summary>
internal sealed class PolicyErrors(string file)
{
    /// <summary>How many faults are told; a file made of faults must not become a flood of text.</summary>
    public const int Most = 1000;

    private readonly List<PolicyError> _errors = [];
    private bool _hasMore;

    /// <summary>How many there are so far.</summary>
    public int Count => _errors.Count;

    /// <summary>Takes a fault. <paramref name="offending"/> is the raw text; it is made printable here.</summary>
    public void Add(
        SourcePosition at, string offending, string problem, string expected, string? suggestion = null)
    {
        if (_errors.Count < Most)
        {
            _errors.Add(new PolicyError(
                file, at.Line, at.Column, Printable.Text(offending), problem, expected, suggestion));
        }
        else
        {
            _hasMore = true;
        }
    }

    /// <summary>The faults in the order of the text.</summary>
    public IReadOnlyList<PolicyError> InOrder()
    {
        List<PolicyError> ordered = [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
        if (_hasMore)
        {
            string problem = $"more than {Most} errors; the rest is left out";
            ordered.Add(new PolicyError(file, 0, 0, "", problem, "fewer", null));
        }

        return ordered.AsReadOnly();
    }
}
