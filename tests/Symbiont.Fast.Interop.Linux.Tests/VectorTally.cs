namespace Symbiont.Fast.Tests;

/// <summary>
/// Counts one family of published vectors and prints its line of the table: what the files hold, what ran, what passed,
/// and why the rest did not run. The test's own thread only.
/// </summary>
/// <param name="family">The family's name in the table.</param>
/// <param name="output">Receives the line.</param>
internal sealed class VectorTally(string family, ITestOutputHelper output)
{
    private readonly Dictionary<string, int> _skipped = [];
    private readonly List<string> _failed = [];
    private int _run;

    /// <summary>A vector ran.</summary>
    /// <param name="passed">Whether it gave the published result.</param>
    /// <param name="label">Names it when it did not.</param>
    public void Ran(bool passed, string label)
    {
        _run++;
        if (!passed)
        {
            _failed.Add(label);
        }
    }

    /// <summary>A vector did not run.</summary>
    public void Skipped(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    /// <summary>Prints the line; fails on a wrong result, or when a vector was neither run nor skipped.</summary>
    /// <param name="held">How many the files hold, counted another way than by running them.</param>
    public void Close(int held)
    {
        int skipped = _skipped.Values.Sum();
        string reasons = skipped == 0
            ? "-"
            : string.Join("; ", _skipped.OrderBy(entry => entry.Key).Select(entry => $"{entry.Value}: {entry.Key}"));
        output.WriteLine("| family | in files | run | passed | skipped | reasons |");
        output.WriteLine($"| {family} | {held} | {_run} | {_run - _failed.Count} | {skipped} | {reasons} |");
        Assert.Empty(_failed);
        Assert.True(_run > 0, $"{family}: no vector ran.");
        Assert.Equal(held, _run + skipped);
    }
}
