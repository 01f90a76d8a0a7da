using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>How things are called, and words that a room never says.</summary>
internal static class Names
{
    private const string Engine = "Symbiont.Fast";
    private const string Routing = "Symbiont.Fast.Routing";
    private const string Tool = "Symbiont.Fast.Tool";
    private const string SharedByTests = "Symbiont.Fast.Tests";

    private static readonly string[] BadEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Common", "Processor", "Data", "Info", "Impl"];

    /// <summary>
    /// Namespaces that are not their project's name. The engine's and Routing's go on with the folders and the tests'
    /// may; the other rooms are one namespace each, however many folders they have. Test code that suites share has its
    /// own.
    /// </summary>
    public static IEnumerable<string> Namespaces(IEnumerable<SourceFile> files) =>
        from file in files
        from declared in file.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
        let name = declared.Name.ToString()
        where !AllowedNamespaces(file).Contains(name) || declared is not FileScopedNamespaceDeclarationSyntax
        select $"{file.At(declared)}: namespace {name}, expected file-scoped {AllowedNamespaces(file)[0]}";

    /// <summary>Files that declare types outside any namespace.</summary>
    public static IEnumerable<string> WithoutNamespace(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.Root.Members.OfType<BaseTypeDeclarationSyntax>()
        select $"{file.At(type)}: {type.Identifier.ValueText} is in no namespace";

    /// <summary>Types named after nothing in particular, and types that praise themselves as fast.</summary>
    public static IEnumerable<string> BadTypeNames(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.Root.DescendantNodes()
        let name = TypeName(type)
        where name is not null && IsBad(name)
        select $"{file.At(type)}: {name} says too little";

    /// <summary>Regions, which hide what a file should not have.</summary>
    public static IEnumerable<string> Regions(IEnumerable<SourceFile> files) =>
        from file in files
        from trivia in file.Root.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select $"{file.Path}: #region";

    /// <summary>Libraries that talk to the console.</summary>
    public static IEnumerable<string> Consoles(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Project != Tool
        from token in file.Root.DescendantTokens()
        where token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == "Console"
        select $"{file.At(token)}: only the tool talks to the console";

    /// <summary>Code that ends the process.</summary>
    public static IEnumerable<string> Exits(IEnumerable<SourceFile> files) =>
        from file in files
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.ToString().Split('.')[^1] == "Environment"
            && access.Name.Identifier.ValueText is ("Exit" or "FailFast")
        select $"{file.At(access)}: {access}; the tool returns an exit code";

    private static string[] AllowedNamespaces(SourceFile file)
    {
        string withFolders = string.Join('.', [file.Project, .. file.Folders]);
        return file.Project is Engine or Routing ? [withFolders]
            : file.Area is "src" or "native-interop" ? [file.Project]
            : [file.Project, withFolders, SharedByTests];
    }

    private static string? TypeName(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    // ThrowHelper is .NET's own word for the cold half of a throwing check.
    private static bool IsBad(string name) =>
        name != "ThrowHelper"
        && (BadEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal))
            || name.StartsWith("Fast", StringComparison.Ordinal));
}
