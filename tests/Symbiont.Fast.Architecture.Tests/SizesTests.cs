namespace Symbiont.Fast.Architecture.Tests;

public sealed class SizesTests
{
    [Fact]
    public void No_file_is_over_500_lines() => Expect.None(Sizes.LongFiles(Repository.Sources));

    [Fact]
    public void Nine_in_ten_product_files_are_under_300_lines() =>
        Expect.None(Sizes.TooManyLongFiles(Repository.ProductSources));

    [Fact]
    public void No_method_is_over_80_lines() => Expect.None(Sizes.LongMethods(Repository.ProductSources));

    [Fact]
    public void No_program_is_over_80_lines() => Expect.None(Sizes.LongPrograms(Repository.ProductSources));

    [Fact]
    public void A_file_of_501_lines_is_found_and_one_of_500_is_not()
    {
        Assert.Empty(Sizes.LongFiles([Lines(500)]));
        Expect.One("501 lines", Sizes.LongFiles([Lines(501)]));
    }

    [Fact]
    public void One_long_file_in_ten_is_usual_and_two_are_not()
    {
        SourceFile[] eight = [.. Enumerable.Repeat(Lines(300), 8)];

        Assert.Empty(Sizes.TooManyLongFiles([.. eight, Lines(300), Lines(301)]));
        Assert.Equal(2, Sizes.TooManyLongFiles([.. eight, Lines(301), Lines(301)]).Count());
    }

    [Theory]
    [InlineData("void M() {", "}")]
    [InlineData("A() {", "}")]
    [InlineData("static A operator +(A a, A b) {", "}")]
    [InlineData("int P { set {", "} }")]
    [InlineData("System.Action F = () => {", "};")]
    [InlineData("void M() { L(); void L() {", "} }")]
    public void A_member_of_81_lines_is_found_and_one_of_80_is_not(string start, string end)
    {
        Assert.Empty(Sizes.LongMethods([Member(start, 80, end)]));
        Assert.NotEmpty(Sizes.LongMethods([Member(start, 81, end)]));
    }

    [Fact]
    public void A_comment_above_a_method_does_not_count()
    {
        string comment = string.Concat(Enumerable.Repeat("// why\n", 90));

        Assert.Empty(Sizes.LongMethods([new SourceFile("src/X/A.cs", $"class A {{\n{comment}void M() {{ }} }}")]));
    }

    [Fact]
    public void A_program_of_81_statements_is_found_and_one_of_80_is_not()
    {
        Assert.Empty(Sizes.LongPrograms([Program(80)]));
        Expect.One("81 lines", Sizes.LongPrograms([Program(81)]));
    }

    private static SourceFile Lines(int count) =>
        new("src/X/A.cs", string.Concat(Enumerable.Repeat("// line\n", count)));

    private static SourceFile Program(int lines) =>
        new("src/X/Program.cs", string.Concat(Enumerable.Repeat("M();\n", lines)));

    private static SourceFile Member(string start, int lines, string end)
    {
        string body = string.Concat(Enumerable.Repeat("X();\n", lines - 2));
        return new SourceFile("src/X/A.cs", $"class A {{\n{start}\n{body}{end} }}");
    }
}
