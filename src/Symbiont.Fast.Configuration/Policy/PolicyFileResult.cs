using System.Diagnostics.CodeAnalysis;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// What came of reading a policy file: its rules, or everything that is wrong with it; never some of both.
/// </summary>
public sealed class PolicyFileResult
{
    internal PolicyFileResult(IReadOnlyList<CommunicationPolicy> rules) => Rules = rules;

    internal PolicyFileResult(IReadOnlyList<PolicyError> errors) => Errors = errors;

    /// <summary>True when the file is a policy.</summary>
    [MemberNotNullWhen(true, nameof(Rules))]
    public bool IsValid => Rules is not null;

    /// <summary>The faults in the order of the text; empty when the file is a policy.</summary>
    public IReadOnlyList<PolicyError> Errors { get; } = [];

    /// <summary>
    /// The rules in the order of the file, which is the order in which they are tried; null when there are faults.
    /// </summary>
    public IReadOnlyList<CommunicationPolicy>? Rules { get; }
}
