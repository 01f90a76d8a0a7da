using System.Diagnostics.CodeAnalysis;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// What came of reading the environment: the options, or everything that is wrong with it; and notices either way.
/// </summary>
/// <param name="Options">The options; null when there are errors.</param>
/// <param name="Errors">The faults, in the order of <see cref="EnvironmentVariables.All"/>.</param>
/// <param name="Notices">
/// Lines that an operator should see: variables not in effect yet, values rounded, and unknown variables that look
/// like ours.
/// </param>
public sealed record EnvironmentResult(
    EnvironmentOptions? Options, IReadOnlyList<EnvironmentError> Errors, IReadOnlyList<string> Notices)
{
    /// <summary>True when every variable that is set is valid.</summary>
    [MemberNotNullWhen(true, nameof(Options))]
    public bool IsValid => Options is not null;
}
