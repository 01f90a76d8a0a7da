namespace Symbiont.Fast.Architecture.Tests;

public sealed class ReferenceGraphTests
{
    [Fact]
    public void Rooms_reference_only_what_the_graph_allows() =>
        Expect.None(ReferenceGraph.Violations(Repository.Rooms, ReferenceGraph.Allowed));

    [Fact]
    public void The_graph_has_no_cycle() => Expect.None(ReferenceGraph.Cycles(ReferenceGraph.Allowed));

    [Fact]
    public void Rooms_reference_only_rooms() => Expect.None(ReferenceGraph.LeavingTheHouse(Repository.Rooms));

    [Fact]
    public void Packages_with_a_home_stay_in_it() =>
        Expect.None(ReferenceGraph.StrayPackages(Repository.Rooms, ReferenceGraph.ConfinedPackages));

    [Fact]
    public void The_architecture_page_prints_this_graph()
    {
        var page = ReferenceGraph.ParsePage(Repository.Read("docs/architecture.md"));

        Assert.Equal(ReferenceGraph.Allowed.Keys.Order(), page.Keys.Order());
        Assert.All(page, room => Assert.Equal(ReferenceGraph.Allowed[room.Key].Order(), room.Value.Order()));
    }

    [Fact]
    public void An_arrow_outside_the_graph_is_found()
    {
        var upwards = Room("Memory", "Symbiont.Fast.Routing");

        Expect.One("Memory may not reference Routing", ReferenceGraph.Violations([upwards], Graph(("Memory", []))));
    }

    [Fact]
    public void A_room_outside_the_graph_is_found() =>
        Expect.One("does not know this room", ReferenceGraph.Violations([Room("Gossip")], Graph()));

    [Fact]
    public void A_room_that_is_gone_is_found() =>
        Expect.One("not in the tree", ReferenceGraph.Violations([], Graph(("Memory", []))));

    [Fact]
    public void A_cycle_is_found_for_each_room_on_it()
    {
        var graph = Graph(("A", ["B"]), ("B", ["C"]), ("C", ["B"]));

        Assert.Equal(["B", "C"], ReferenceGraph.Cycles(graph).Select(c => c[..1]));
    }

    [Fact]
    public void A_reference_from_a_room_to_a_test_project_is_found() =>
        Expect.One("is no room", ReferenceGraph.LeavingTheHouse([Room("Memory", "Symbiont.Fast.Memory.Tests")]));

    [Fact]
    public void A_stray_package_is_found()
    {
        var routing = ProjectFile.Parse(
            "src/Symbiont.Fast.Routing/Symbiont.Fast.Routing.csproj",
            """<Project><ItemGroup><PackageReference Include="YamlDotNet" /></ItemGroup></Project>""");

        Expect.One(
            "belongs to Configuration",
            ReferenceGraph.StrayPackages([routing], ReferenceGraph.ConfinedPackages));
    }

    [Fact]
    public void A_page_without_the_graph_gives_no_graph() => Assert.Empty(ReferenceGraph.ParsePage("# Rooms\n"));

    [Fact]
    public void A_page_with_the_graph_gives_it()
    {
        var graph = ReferenceGraph.ParsePage("text\n```graph\nA →\nB → A, C\n```\n");

        Assert.Empty(graph["A"]);
        Assert.Equal(["A", "C"], graph["B"]);
    }

    private static ProjectFile Room(string name, params IEnumerable<string> references)
    {
        string items = string.Concat(references.Select(r => $"""<ProjectReference Include="..\{r}\{r}.csproj" />"""));
        return ProjectFile.Parse(
            $"src/Symbiont.Fast.{name}/Symbiont.Fast.{name}.csproj",
            $"<Project><ItemGroup>{items}</ItemGroup></Project>");
    }

    private static Dictionary<string, string[]> Graph(params IEnumerable<(string Room, string[] Targets)> rooms) =>
        rooms.ToDictionary(r => r.Room, r => r.Targets);
}
