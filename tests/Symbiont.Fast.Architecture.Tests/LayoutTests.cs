namespace Symbiont.Fast.Architecture.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void The_top_level_has_only_the_names_of_the_layout() =>
        Expect.None(Layout.Strangers(
            new DirectoryInfo(Repository.Root).EnumerateFileSystemInfos().Select(i => i.Name),
            Repository.Read(".gitignore")));

    [Fact]
    public void Every_room_says_in_a_sentence_what_it_is() => Expect.None(Layout.Undescribed(Repository.Rooms));

    [Fact]
    public void A_stranger_at_the_top_level_is_found() =>
        Expect.One("scripts", Layout.Strangers(["src", ".ci", "artifacts", "scripts"], "bin/\nartifacts/\n"));

    [Fact]
    public void A_room_without_a_description_is_found()
    {
        var silent = ProjectFile.Parse("src/A/A.csproj", "<Project />");
        var spoken = ProjectFile.Parse(
            "src/B/B.csproj", "<Project><PropertyGroup><Description>Rings.</Description></PropertyGroup></Project>");

        Expect.One("src/A/A.csproj", Layout.Undescribed([silent, spoken]));
    }
}
