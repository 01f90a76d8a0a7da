using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>Unsafe code lives in three rooms and in their tests; nothing else reaches around the wall.</summary>
internal static class UnsafeWall
{
    private static readonly string[] Rooms =
        ["Symbiont.Fast.Interop.Linux", "Symbiont.Fast.Memory", "Symbiont.Fast.Concurrent"];

    private static readonly HashSet<string> Words =
    [
        "Unsafe", "MemoryMarshal", "CollectionsMarshal", "NativeMemory", "DllImport", "DllImportAttribute",
        "LibraryImport", "LibraryImportAttribute",
    ];

    /// <summary>Projects that turn unsafe blocks on without being one of the three rooms or its tests.</summary>
    public static IEnumerable<string> Projects(IEnumerable<ProjectFile> projects) =>
        projects.Where(p => p.AllowsUnsafe && !Rooms.Contains(WithoutTests(p.Name)))
            .Select(p => $"{p.Path}: unsafe blocks belong to Interop.Linux, Memory and Concurrent");

    /// <summary>A props file that turns unsafe blocks on for everything below it.</summary>
    public static IEnumerable<string> Props(string path, string xml) =>
        ProjectFile.TurnsUnsafeOn(XDocument.Parse(xml).Root!)
            ? [$"{path}: turns unsafe blocks on for every project"]
            : [];

    /// <summary>Words of unsafe code in files outside the three rooms.</summary>
    public static IEnumerable<string> Sources(IEnumerable<SourceFile> files) =>
        from file in files
        where !Rooms.Contains(file.Project)
        from token in file.Root.DescendantTokens()
        where token.IsKind(SyntaxKind.UnsafeKeyword)
            || (token.IsKind(SyntaxKind.IdentifierToken) && Words.Contains(token.ValueText))
        select $"{file.At(token)}: {token.ValueText} belongs to Interop.Linux, Memory and Concurrent";

    private static string WithoutTests(string project) =>
        project.EndsWith(".Tests", StringComparison.Ordinal) ? project[..^".Tests".Length] : project;
}
