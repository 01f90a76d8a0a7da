namespace Symbiont.Fast.Configuration;

/// <summary>One fault of a policy file.</summary>
/// <param name="File">The file's name, as it was given.</param>
/// <param name="Line">The line, from 1; 0 when the fault is of the file as a whole, such as its size.</param>
/// <param name="Column">The column in UTF-16 units, from 1; 0 with line 0.</param>
/// <param name="Offending">The text at fault, escaped and shortened; empty when something is missing.</param>
/// <param name="Problem">What is wrong, such as <c>unknown tier 'dokcer'</c>.</param>
/// <param name="Expected">What should stand there.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
public sealed record PolicyError(
    string File, int Line, int Column, string Offending, string Problem, string Expected, string? Suggestion)
{
    /// <summary>
    /// The fault on one line, such as
    /// <c>policy.yaml:5:29: unknown message type 'date'; expected one of control, data, event, rpc; did you mean
    /// 'data'?</c>
    /// </summary>
    public override string ToString()
    {
        string place = Line == 0 ? File : $"{File}:{Line}:{Column}";
        string suggestion = Suggestion is null ? "" : $"; did you mean '{Suggestion}'?";
        return $"{place}: {Problem}; expected {Expected}{suggestion}";
    }
}
