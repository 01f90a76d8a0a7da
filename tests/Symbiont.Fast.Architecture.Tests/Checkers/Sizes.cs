using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>How long files and methods may be.</summary>
internal static class Sizes
{
    public const int FileLimit = 500;
    public const int UsualFileLimit = 300;
    public const int MethodLimit = 80;

    /// <summary>Files over the limit that knows no exception.</summary>
    public static IEnumerable<string> LongFiles(IEnumerable<SourceFile> files) =>
        files.Where(f => f.LineCount > FileLimit).Select(f => $"{f.Path}: {f.LineCount} lines, over {FileLimit}");

    /// <summary>The longest files, when more than one in ten is over the usual limit.</summary>
    public static IEnumerable<string> TooManyLongFiles(IEnumerable<SourceFile> files)
    {
        SourceFile[] all = [.. files];
        SourceFile[] over = [.. all.Where(f => f.LineCount > UsualFileLimit)];
        return over.Length * 10 <= all.Length
            ? []
            : over.Select(f => $"{f.Path}: {f.LineCount} lines, one of more than a tenth over {UsualFileLimit}");
    }

    /// <summary>Methods, constructors, operators, accessors, local functions and lambdas over the limit.</summary>
    public static IEnumerable<string> LongMethods(IEnumerable<SourceFile> files) =>
        from file in files
        from place in file.Root.DescendantNodes()
        where place is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
            or AnonymousFunctionExpressionSyntax
        let lines = file.LinesOf(place)
        where lines > MethodLimit
        select $"{file.At(place)}: {lines} lines, over {MethodLimit}";

    /// <summary>Programs whose top-level statements together are over the limit of a method.</summary>
    public static IEnumerable<string> LongPrograms(IEnumerable<SourceFile> files) =>
        from file in files
        let statements = file.Root.Members.OfType<GlobalStatementSyntax>().ToArray()
        let lines = statements.Where(s => s.Statement is not LocalFunctionStatementSyntax).Sum(file.LinesOf)
        where lines > MethodLimit
        select $"{file.Path}: {lines} lines of top-level statements, over {MethodLimit}";
}
