namespace Symbiont.Fast.Architecture.Tests;

public sealed class BannedSymbolsTests
{
    private const string Analyzer = """<PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" />""";
    private const string Clocks = """<AdditionalFiles Include="BannedSymbols.Clocks.txt" />""";

    [Fact]
    public void Every_room_of_src_compiles_against_both_lists() =>
        Expect.None(BannedSymbols.Wiring(
            "src/Directory.Build.props",
            Repository.Read("src/Directory.Build.props"),
            ("BannedSymbols.txt", BannedSymbols.OutsideUnsafeRooms),
            ("BannedSymbols.Clocks.txt", BannedSymbols.OutsideConcurrent)));

    [Fact]
    public void The_interop_room_compiles_against_the_clocks() =>
        Expect.None(BannedSymbols.Wiring(
            "native-interop/Directory.Build.props",
            Repository.Read("native-interop/Directory.Build.props"),
            ("BannedSymbols.Clocks.txt", null)));

    [Fact]
    public void The_lists_ban_what_the_walls_are_about()
    {
        Expect.None(BannedSymbols.Missing(
            "src/BannedSymbols.txt",
            Repository.Read("src/BannedSymbols.txt"),
            "T:System.Runtime.CompilerServices.Unsafe",
            "T:System.Runtime.InteropServices.MemoryMarshal",
            "T:System.Runtime.InteropServices.DllImportAttribute",
            "T:System.Runtime.InteropServices.LibraryImportAttribute",
            "M:System.Environment.Exit(System.Int32)"));
        Expect.None(BannedSymbols.Missing(
            "src/BannedSymbols.Clocks.txt",
            Repository.Read("src/BannedSymbols.Clocks.txt"),
            "P:System.DateTime.Now",
            "P:System.DateTime.UtcNow",
            "P:System.DateTime.Today",
            "P:System.DateTimeOffset.Now",
            "P:System.DateTimeOffset.UtcNow",
            "M:System.TimeProvider.GetUtcNow",
            "M:System.TimeProvider.GetLocalNow"));
    }

    [Fact]
    public void Nothing_switches_the_rule_off()
    {
        string[] kinds = [".cs", ".csproj", ".props", ".targets", ".editorconfig", ".globalconfig"];
        IEnumerable<string> files =
        [
            ".editorconfig", "Directory.Build.props", .. Repository.Files("src", kinds),
            .. Repository.Files("native-interop", kinds),
        ];

        Expect.None(BannedSymbols.Suppressions(files.Select(f => (f, Repository.Read(f)))));
    }

    [Fact]
    public void Wall_clocks_are_read_in_Concurrent_only() =>
        Expect.None(BannedSymbols.WallClocks(Repository.ProductSources));

    [Fact]
    public void A_missing_analyzer_is_found() =>
        Expect.One("not referenced", Wiring(Clocks));

    [Fact]
    public void An_analyzer_under_a_condition_is_found() =>
        Expect.One("not referenced", Wiring(Analyzer.Replace("/>", """Condition="false" />"""), Clocks));

    [Fact]
    public void A_missing_list_is_found() => Expect.One("BannedSymbols.Clocks.txt", Wiring(Analyzer));

    [Fact]
    public void A_list_that_the_analyzer_does_not_read_is_found()
    {
        string clocks = Clocks.Replace("BannedSymbols.Clocks", "BannedClocks");
        string props = $"<Project><ItemGroup>{Analyzer}{clocks}</ItemGroup></Project>";

        Expect.One("does not read", BannedSymbols.Wiring("Directory.Build.props", props, ("BannedClocks.txt", null)));
    }

    [Fact]
    public void A_list_under_another_condition_is_found() =>
        Expect.One(
            "BannedSymbols.Clocks.txt",
            Wiring(Analyzer, Clocks.Replace("/>", """Condition="'$(X)' == ''" />""")));

    [Fact]
    public void A_list_without_a_symbol_is_found() =>
        Expect.One("T:B", BannedSymbols.Missing("list.txt", "T:A;why\nT:C;why\n", "T:A", "T:B"));

    [Fact]
    public void A_suppression_is_found() =>
        Expect.One("A.cs", BannedSymbols.Suppressions([("A.cs", "#pragma warning disable RS0030"), ("B.cs", "")]));

    [Theory]
    [InlineData("System.DateTime.UtcNow")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("TimeProvider.System.GetUtcNow()")]
    public void A_wall_clock_is_found(string expression)
    {
        string text = $"class A {{ object M() => {expression}; }}";

        Assert.Single(BannedSymbols.WallClocks([new SourceFile("src/Symbiont.Fast.Routing/A.cs", text)]));
        Assert.Empty(BannedSymbols.WallClocks([new SourceFile("src/Symbiont.Fast.Concurrent/A.cs", text)]));
    }

    private static IEnumerable<string> Wiring(params IEnumerable<string> items) =>
        BannedSymbols.Wiring(
            "Directory.Build.props",
            $"<Project><ItemGroup>{string.Concat(items)}</ItemGroup></Project>",
            ("BannedSymbols.Clocks.txt", null));
}
