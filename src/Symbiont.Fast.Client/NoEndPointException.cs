namespace Symbiont.Fast.Client;

/// <summary>None of several endpoints can be reached.</summary>
public sealed class NoEndPointException : IOException
{
    internal NoEndPointException(IReadOnlyList<EndPointFailure> failures)
        : base(Text(failures), new AggregateException(failures.Select(failure => failure.Reason))) =>
        Failures = failures;

    /// <summary>Each endpoint with its reason, in the order in which they were tried.</summary>
    public IReadOnlyList<EndPointFailure> Failures { get; }

    private static string Text(IReadOnlyList<EndPointFailure> failures) =>
        $"none of {failures.Count} endpoints can be reached: {string.Join("; ", failures.Select(Text))}";

    // Some reasons begin with their endpoint already.
    private static string Text(EndPointFailure failure)
    {
        string endPoint = failure.EndPoint.ToString()!;
        string reason = failure.Reason.Message;
        return reason.StartsWith(endPoint, StringComparison.Ordinal) ? reason : $"{endPoint}: {reason}";
    }
}
