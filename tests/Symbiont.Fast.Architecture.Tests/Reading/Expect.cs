namespace Symbiont.Fast.Architecture.Tests;

/// <summary>What a test says about a checker's findings.</summary>
internal static class Expect
{
    /// <summary>Fails with every finding, one a line, and not only with the first few.</summary>
    public static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        if (all.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, all));
        }
    }

    /// <summary>The one finding, whose text names what is wrong.</summary>
    public static void One(string part, IEnumerable<string> findings) => Assert.Contains(part, Assert.Single(findings));
}
