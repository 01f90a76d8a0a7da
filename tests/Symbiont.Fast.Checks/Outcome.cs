namespace Symbiont.Fast.Checks;

/// <summary>How taking a check away ended.</summary>
internal enum Verdict
{
    /// <summary>At least one test failed, as it should.</summary>
    Caught,

    /// <summary>Every test passed without the check.</summary>
    NotCaught,

    /// <summary>The tree without the check does not compile, which proves nothing.</summary>
    DidNotBuild,

    /// <summary>The file is gone, or the text does not stand in it exactly once.</summary>
    TextNotFound,

    /// <summary>A suite hung or crashed, so that no test says what is missing.</summary>
    NoReport,
}

/// <summary>What came of one check.</summary>
/// <param name="Check">The check.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="FailingTests">The tests that failed without it, without their namespace.</param>
/// <param name="Detail">For a bad ending, what to look at.</param>
internal sealed record Outcome(Check Check, Verdict Verdict, IReadOnlyList<string> FailingTests, string Detail = "");
