using System.Globalization;
using System.Text;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// Makes text from outside fit for one line of a terminal or a log: short, and without anything that moves the cursor,
/// forges a second line or turns the direction of writing.
/// </summary>
internal static class Printable
{
    private const int Longest = 60;

    /// <summary>The text, escaped and shortened.</summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            if (IsHidden(rune) || (Rune.IsWhiteSpace(rune) && rune.Value != ' '))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return shown.ToString();
    }

    /// <summary>The text as <see cref="Text"/> shows it, in single quotes.</summary>
    public static string Quote(string text) => $"'{Text(text)}'";

    /// <summary>True for what cannot be seen: controls, format characters, line separators.</summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
