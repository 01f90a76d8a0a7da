namespace Symbiont.Fast.Configuration;

/// <summary>Describes nodes in errors.</summary>
internal static class NodeText
{
    /// <summary>The node in words, such as <c>the whole number 5</c>.</summary>
    public static string Describe(SourceNode node) => node switch
    {
        SourceList => "a list",
        SourceMapping => "a mapping",
        SourceScalar { IsPlain: false } scalar => $"the quoted text {Printable.Quote(scalar.Text)}",
        SourceScalar scalar => CoreSchema.KindOf(scalar.Text) switch
        {
            ScalarKind.Null => scalar.Text.Length == 0 ? "empty" : "null",
            ScalarKind.Boolean => $"the truth value {scalar.Text}",
            ScalarKind.WholeNumber => $"the whole number {Printable.Text(scalar.Text)}",
            ScalarKind.FloatingPoint => $"the floating-point number {Printable.Text(scalar.Text)}",
            _ => $"the text {Printable.Quote(scalar.Text)}",
        },
        _ => "refused",
    };

    /// <summary>
    /// Reports that <paramref name="what"/> is not what was expected; nothing when the node was refused already.
    /// </summary>
    public static void ReportKind(
        SourceNode node, string what, string expected, PolicyErrors errors, string? suggestion = null)
    {
        if (node is not SourceRefusal)
        {
            string offending = node is SourceScalar scalar ? scalar.Text : "";
            errors.Add(node.Position, offending, $"{what} is {Describe(node)}", expected, suggestion);
        }
    }
}
