namespace Symbiont.Fast.Configuration;

/// <summary>A variable with a value that it cannot have.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="Value">Its value, escaped and shortened for display.</param>
/// <param name="Expected">What its value should be.</param>
/// <param name="Suggestion">What was probably meant, or null.</param>
public sealed record EnvironmentError(string Variable, string Value, string Expected, string? Suggestion)
{
    /// <summary>
    /// The fault on one line, such as <c>SYMBIONT_COMM_BUS_PORT='80a': expected a whole number from 1 to 65535</c>.
    /// </summary>
    public override string ToString() =>
        $"{Variable}='{Value}': expected {Expected}{(Suggestion is null ? "" : $"; did you mean '{Suggestion}'?")}";
}
