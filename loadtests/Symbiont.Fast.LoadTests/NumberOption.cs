using System.Globalization;

namespace Symbiont.Fast.LoadTests;

/// <summary>A number on the command line.</summary>
internal static class NumberOption
{
    /// <summary>The number, or the command's usage as a failure.</summary>
    public static int Parse(string text, int least, int most, string usage) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= least && number <= most
            ? number
            : throw new LoadException(usage);
}
