using System.Text.RegularExpressions;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// The bytes that the code writes are those of <c>tests/vectors/authority</c> and of <c>docs/authority.md</c>.
/// </summary>
public sealed partial class AuthorityVectorTests
{
    private static readonly string s_folder = Path.Combine(GoldenPaths.Root, "tests", "vectors", "authority");
    private static readonly string s_page = Path.Combine(GoldenPaths.Root, "docs", "authority.md");

    public static TheoryData<string> Names => [.. AuthorityVectors.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_code_writes_the_golden_bytes(string name)
    {
        WireVector vector = AuthorityVectors.Find(name);
        string path = Path.Combine(s_folder, name + ".hex");
        if (GoldenPaths.Rewrite)
        {
            File.WriteAllText(path, vector.FileText());
        }

        Assert.Equal(vector.FileText(), File.ReadAllText(path));
        Assert.Equal(vector.Bytes, AnnotatedBytes.Parse(vector.FileText()));
    }

    [Fact]
    public void No_golden_file_is_left_over()
    {
        IEnumerable<string?> files = Directory.GetFiles(s_folder, "*.hex").Select(Path.GetFileName).Order();
        Assert.Equal(AuthorityVectors.All.Select(vector => vector.Name + ".hex").Order(), files);
    }

    [Fact]
    public void The_page_shows_what_the_code_writes()
    {
        string page = File.ReadAllText(s_page);
        if (GoldenPaths.Rewrite)
        {
            page = HexBlock().Replace(
                page, m => $"```hex {m.Groups[1].Value}\n{AuthorityVectors.Find(m.Groups[1].Value).Annotated()}```");
            File.WriteAllText(s_page, page);
        }

        Match[] blocks = HexBlock().Matches(page).ToArray();
        Assert.Contains(blocks, block => block.Groups[1].Value == "revocation-list");
        Assert.All(
            blocks,
            block => Assert.Equal(AuthorityVectors.Find(block.Groups[1].Value).Annotated(), block.Groups[2].Value));
    }

    [Fact]
    public void The_page_numbers_every_kind_and_status_as_the_code_does()
    {
        string page = File.ReadAllText(s_page);
        foreach (AuthorityStatus status in Enum.GetValues<AuthorityStatus>())
        {
            Assert.Contains($"\n| {Words(status.ToString())} | {(int)status} | ", page, StringComparison.Ordinal);
        }

        foreach (AuthorityRequestKind kind in Enum.GetValues<AuthorityRequestKind>())
        {
            Assert.Contains($"\n| {Words(kind.ToString())} | {(int)kind} | ", page, StringComparison.Ordinal);
        }
    }

    private static string Words(string name) => CapitalInside().Replace(name, " $0").ToLowerInvariant();

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex CapitalInside();

    [GeneratedRegex("""```hex ([a-z-]+)\n(.*?)```""", RegexOptions.Singleline)]
    private static partial Regex HexBlock();
}
