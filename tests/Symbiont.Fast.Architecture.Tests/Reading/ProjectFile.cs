using System.Xml.Linq;

namespace Symbiont.Fast.Architecture.Tests;

/// <summary>What the walls need to know of one project file.</summary>
/// <param name="Path">The path from the repository's root, with forward slashes.</param>
/// <param name="Description">The room's one sentence; empty when there is none.</param>
/// <param name="AllowsUnsafe">True when the file turns unsafe blocks on, under whatever condition.</param>
/// <param name="References">The projects it references, by name.</param>
/// <param name="Packages">The packages it references, by id.</param>
internal sealed record ProjectFile(
    string Path, string Description, bool AllowsUnsafe, IReadOnlyList<string> References,
    IReadOnlyList<string> Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Area => Path.Split('/')[0];

    public static ProjectFile Parse(string path, string xml)
    {
        XElement root = XDocument.Parse(xml).Root!;
        return new ProjectFile(
            path,
            root.Descendants("Description").FirstOrDefault()?.Value.Trim() ?? string.Empty,
            TurnsUnsafeOn(root),
            [.. Includes(root, "ProjectReference").Select(NameOf)],
            [.. Includes(root, "PackageReference")]);
    }

    /// <summary>True when a project or props file sets <c>AllowUnsafeBlocks</c> to anything but <c>false</c>.</summary>
    public static bool TurnsUnsafeOn(XElement root) =>
        root.Descendants("AllowUnsafeBlocks")
            .Any(e => !e.Value.Trim().Equals("false", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Includes(XElement root, string item) =>
        root.Descendants(item).Select(e => e.Attribute("Include")?.Value ?? string.Empty).Where(v => v.Length > 0);

    private static string NameOf(string reference) =>
        System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'));
}
