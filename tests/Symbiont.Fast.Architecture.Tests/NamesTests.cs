namespace Symbiont.Fast.Architecture.Tests;

public sealed class NamesTests
{
    [Fact]
    public void Namespaces_follow_their_project() => Expect.None(Names.Namespaces(Repository.Sources));

    [Fact]
    public void Every_type_of_a_room_is_in_a_namespace() =>
        Expect.None(Names.WithoutNamespace(Repository.ProductSources));

    [Fact]
    public void Type_names_say_what_they_are() => Expect.None(Names.BadTypeNames(Repository.Sources));

    [Fact]
    public void There_are_no_regions() => Expect.None(Names.Regions(Repository.Sources));

    [Fact]
    public void Only_the_tool_talks_to_the_console() => Expect.None(Names.Consoles(Repository.ProductSources));

    [Fact]
    public void Nothing_ends_the_process() => Expect.None(Names.Exits(Repository.ProductSources));

    [Theory]
    [InlineData("src/Symbiont.Fast.Framing/Batches/A.cs", "Symbiont.Fast.Framing")]
    [InlineData("src/Symbiont.Fast.Routing/Policy/A.cs", "Symbiont.Fast.Routing.Policy")]
    [InlineData("src/Symbiont.Fast.Routing/A.cs", "Symbiont.Fast.Routing")]
    [InlineData("src/Symbiont.Fast/Buses/A.cs", "Symbiont.Fast.Buses")]
    [InlineData("src/Symbiont.Fast/A.cs", "Symbiont.Fast")]
    [InlineData("tests/Symbiont.Fast.Framing.Tests/Batches/A.cs", "Symbiont.Fast.Framing.Tests")]
    [InlineData("tests/Symbiont.Fast.Framing.Tests/Batches/A.cs", "Symbiont.Fast.Framing.Tests.Batches")]
    [InlineData("tests/Symbiont.Fast.Framing.Tests/Shared.cs", "Symbiont.Fast.Tests")]
    public void A_namespace_that_follows_is_accepted(string path, string name) =>
        Assert.Empty(Names.Namespaces([new SourceFile(path, $"namespace {name};")]));

    [Theory]
    [InlineData("src/Symbiont.Fast.Framing/Batches/A.cs", "namespace Symbiont.Fast.Framing.Batches;")]
    [InlineData("src/Symbiont.Fast.Routing/Policy/A.cs", "namespace Symbiont.Fast.Routing;")]
    [InlineData("src/Symbiont.Fast/Buses/A.cs", "namespace Symbiont.Fast;")]
    [InlineData("src/Symbiont.Fast.Framing/A.cs", "namespace Symbiont.Fast;")]
    [InlineData("src/Symbiont.Fast.Framing/A.cs", "namespace Symbiont.Fast.Framing { }")]
    public void A_namespace_that_does_not_follow_is_found(string path, string text) =>
        Expect.One("expected file-scoped", Names.Namespaces([new SourceFile(path, text)]));

    [Fact]
    public void A_type_in_no_namespace_is_found() =>
        Expect.One("in no namespace", Names.WithoutNamespace([File("class A { }")]));

    [Theory]
    [InlineData("class SessionManager { }")]
    [InlineData("static class SocketHelper { }")]
    [InlineData("struct ByteUtils { }")]
    [InlineData("record AgentInfo;")]
    [InlineData("interface IFrameProcessor { }")]
    [InlineData("enum RouteCommon { }")]
    [InlineData("delegate void RouterImpl();")]
    [InlineData("class FastQueue { }")]
    [InlineData("class Outer { class AgentData { } }")]
    public void A_name_that_says_too_little_is_found(string text) =>
        Expect.One("says too little", Names.BadTypeNames([File(text)]));

    [Theory]
    [InlineData("class DataMessage { }")]
    [InlineData("static class ThrowHelper { }")]
    public void A_name_that_says_enough_is_not(string text) => Assert.Empty(Names.BadTypeNames([File(text)]));

    [Fact]
    public void A_region_is_found() =>
        Assert.Single(Names.Regions([File("#region hidden\nclass A { }\n#endregion\n")]));

    [Theory]
    [InlineData("class A { void M() => System.Console.WriteLine(); }")]
    [InlineData("using static System.Console;")]
    public void A_console_in_a_library_is_found_and_in_the_tool_is_not(string text)
    {
        Assert.Single(Names.Consoles([File(text)]));
        Assert.Empty(Names.Consoles([new SourceFile("src/Symbiont.Fast.Tool/A.cs", text)]));
    }

    [Theory]
    [InlineData("System.Environment.Exit(1)")]
    [InlineData("Environment.FailFast(null)")]
    public void An_exit_is_found(string expression) =>
        Assert.Single(Names.Exits([File($"class A {{ void M() => {expression}; }}")]));

    private static SourceFile File(string text) => new("src/Symbiont.Fast.Framing/A.cs", text);
}
