namespace Symbiont.Fast.Architecture.Tests;

public sealed class SolutionFileTests
{
    private const string Path = "src/A/A.csproj";

    private const string Good = """
        Project("{FAE0-EC}") = "A", "src\A\A.csproj", "{1111-00}"
        EndProject
        {1111-00}.Debug|Any CPU.Build.0 = Debug|Any CPU
        {1111-00}.Release|Any CPU.Build.0 = Release|Any CPU
        """;

    [Fact]
    public void The_solution_builds_every_project() =>
        Expect.None(SolutionFile.Violations(
            Repository.Read("Symbiont.Fast.sln"), Repository.Projects.Select(p => p.Path)));

    [Fact]
    public void A_listed_and_built_project_is_accepted() => Expect.None(SolutionFile.Violations(Good, [Path]));

    [Fact]
    public void A_project_that_is_not_listed_is_found() =>
        Expect.One("src/B/B.csproj: not in the solution", SolutionFile.Violations(Good, [Path, "src/B/B.csproj"]));

    [Theory]
    [InlineData("Debug")]
    [InlineData("Release")]
    public void A_project_that_is_listed_but_not_built_is_found(string configuration)
    {
        string solution = Good.Replace($"{configuration}|Any CPU.Build.0", $"{configuration}|Any CPU.ActiveCfg");

        Expect.One($"no {configuration} Build.0", SolutionFile.Violations(solution, [Path]));
    }

    [Fact]
    public void A_listed_project_that_is_gone_is_found() =>
        Expect.One("not in the tree", SolutionFile.Violations(Good, []));
}
