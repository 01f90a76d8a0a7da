using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>One C# file as text and as syntax, so that comments and strings are never mistaken for code.</summary>
/// <param name="path">The path from the repository's root, with forward slashes.</param>
/// <param name="text">The file's text.</param>
internal sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private readonly Lazy<CompilationUnitSyntax> _root =
        new(() => CSharpSyntaxTree.ParseText(text, Options).GetCompilationUnitRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public CompilationUnitSyntax Root => _root.Value;

    /// <summary>The top-level folder, such as <c>src</c>.</summary>
    public string Area => Segment(0);

    /// <summary>The project's folder, which is also the project's name.</summary>
    public string Project => Segment(1);

    /// <summary>The folders between the project and the file.</summary>
    public IReadOnlyList<string> Folders => Path.Split('/')[2..^1];

    public int LineCount => Text.Split('\n').Length - (Text.EndsWith('\n') ? 1 : 0);

    /// <summary>A place in the file as <c>path:line</c>.</summary>
    public string At(SyntaxNodeOrToken place) => $"{Path}:{LineOf(place.Span.Start)}";

    /// <summary>How many lines a declaration takes, without the comments above it.</summary>
    public int LinesOf(SyntaxNode node) => LineOf(node.Span.End) - LineOf(node.Span.Start) + 1;

    private int LineOf(int position) => Root.SyntaxTree.GetText().Lines.GetLinePosition(position).Line + 1;

    private string Segment(int index)
    {
        string[] segments = Path.Split('/');
        return index < segments.Length ? segments[index] : string.Empty;
    }
}
