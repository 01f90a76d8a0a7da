namespace Symbiont.Fast.Architecture.Tests;

public sealed class UnsafeWallTests
{
    private const string UnsafeOn =
        "<Project><PropertyGroup><AllowUnsafeBlocks>true</AllowUnsafeBlocks></PropertyGroup></Project>";

    private const string Routing = "src/Symbiont.Fast.Routing/A.cs";

    [Fact]
    public void Unsafe_blocks_are_on_in_three_rooms_only() => Expect.None(UnsafeWall.Projects(Repository.Projects));

    [Fact]
    public void No_props_file_turns_unsafe_blocks_on() =>
        Expect.None(Repository.Files(".", ".props").SelectMany(p => UnsafeWall.Props(p, Repository.Read(p))));

    [Fact]
    public void No_room_outside_the_three_uses_the_words_of_unsafe_code() =>
        Expect.None(UnsafeWall.Sources(Repository.ProductSources));

    [Fact]
    public void A_project_that_turns_unsafe_blocks_on_is_found() =>
        Expect.One("Routing", UnsafeWall.Projects([Unsafe("src/Symbiont.Fast.Routing/Symbiont.Fast.Routing.csproj")]));

    [Fact]
    public void The_three_rooms_and_their_tests_may_turn_unsafe_blocks_on() =>
        Expect.None(UnsafeWall.Projects(
        [
            Unsafe("src/Symbiont.Fast.Memory/Symbiont.Fast.Memory.csproj"),
            Unsafe("tests/Symbiont.Fast.Memory.Tests/Symbiont.Fast.Memory.Tests.csproj"),
        ]));

    [Fact]
    public void A_props_file_that_turns_unsafe_blocks_on_is_found() =>
        Expect.One("every project", UnsafeWall.Props("Directory.Build.props", UnsafeOn));

    [Theory]
    [InlineData("unsafe void M() { }")]
    [InlineData("int M(ref byte b) => System.Runtime.CompilerServices.Unsafe.As<byte, int>(ref b);")]
    [InlineData("byte M(System.Span<byte> s) => MemoryMarshal.GetReference(s);")]
    [InlineData("""[DllImport("libc")] static extern int getpid();""")]
    [InlineData("""[LibraryImport("libc")] static partial int getpid();""")]
    public void Unsafe_words_are_found(string member) =>
        Assert.Single(UnsafeWall.Sources([new SourceFile(Routing, $"class A {{ {member} }}")]));

    [Fact]
    public void The_same_words_are_free_in_comments_strings_and_the_three_rooms()
    {
        const string Spoken = """
            /// <summary>Unsafe, unlike <see cref="MemoryMarshal"/>.</summary>
            class A { string S = "unsafe"; }
            """;

        Expect.None(UnsafeWall.Sources(
        [
            new SourceFile(Routing, Spoken),
            new SourceFile("src/Symbiont.Fast.Memory/A.cs", "unsafe class A { }"),
        ]));
    }

    private static ProjectFile Unsafe(string path) => ProjectFile.Parse(path, UnsafeOn);
}
