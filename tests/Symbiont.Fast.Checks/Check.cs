using System.Text.Json.Serialization;

namespace Symbiont.Fast.Checks;

/// <summary>One check of the product and how to take it away. An entry of <c>checks.json</c>.</summary>
internal sealed record Check
{
    /// <summary>A short unique name, such as <c>replay</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The step of the message flow it belongs to, such as <c>5 authentication</c>.</summary>
    public required string Step { get; init; }

    /// <summary>The source file, from the repository's root.</summary>
    public required string File { get; init; }

    /// <summary>The text that makes the check; it stands in the file exactly once.</summary>
    [JsonConverter(typeof(TextOrLinesConverter))]
    public required string Find { get; init; }

    /// <summary>What stands there when the check is disabled; it must compile.</summary>
    [JsonConverter(typeof(TextOrLinesConverter))]
    public required string Replace { get; init; }

    /// <summary>The suites that should notice: <c>Project</c>, or <c>Project/ClassPattern</c>.</summary>
    public required IReadOnlyList<TestSuite> Tests { get; init; }
}
