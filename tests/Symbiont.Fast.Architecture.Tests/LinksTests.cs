namespace Symbiont.Fast.Architecture.Tests;

public sealed class LinksTests
{
    [Fact]
    public void Every_link_between_the_pages_leads_somewhere()
    {
        var pages = Repository.Files(".", ".md").ToDictionary(p => p, Repository.Read);

        Assert.NotEmpty(pages);
        Expect.None(Links.Broken(pages, p => Path.Exists(Path.Combine(Repository.Root, p))));
    }

    [Theory]
    [InlineData("see [the page](gone.md)")]
    [InlineData("see [the page](../gone.md)")]
    [InlineData("see [`code`](gone.md)")]
    [InlineData("see [below](#gone)")]
    [InlineData("see [there](other.md#gone)")]
    public void A_link_that_leads_nowhere_is_found(string text) => Expect.One("leads nowhere", Broken(text));

    [Theory]
    [InlineData("see [the page](other.md)")]
    [InlineData("see [the page](other.md#the-rooms-in-short)")]
    [InlineData("see [the page](./other.md#a-b)")]
    [InlineData("see [above](#here)\n# Here\n")]
    [InlineData("see [outside](https://example.org/gone.md)")]
    [InlineData("see `[a](gone.md)`")]
    [InlineData("```\n[a](gone.md)\n```\n")]
    public void A_link_that_leads_somewhere_or_is_code_is_not(string text) => Assert.Empty(Broken(text));

    private static IEnumerable<string> Broken(string text)
    {
        var pages = new Dictionary<string, string>
        {
            ["docs/page.md"] = text,
            ["docs/other.md"] = "# The rooms, in short\n## A-b\n```\n# gone\n```\n",
        };
        return Links.Broken(pages, pages.ContainsKey);
    }
}
