using System.Text;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// Judges the characters of a policy before YAML is read from them. What is refused here either shows a reader
/// something else than the parser reads (control characters, U+2028, which the parser takes for a line's end, marks
/// that turn the direction of writing), or is a directive, or would run over the parser's look-ahead (overlong lines).
/// </summary>
internal static class SourceText
{
    /// <summary>The largest policy, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The longest line, in UTF-16 units. YamlDotNet looks ahead 1024 at most.</summary>
    public const int MaxLine = 1000;

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The text without a byte order mark.</summary>
    public static string WithoutMark(string text) => text.StartsWith(ByteOrderMark) ? text[1..] : text;

    /// <summary>Reports whatever is wrong with the characters; false when there is something.</summary>
    public static bool IsFit(string text, PolicyErrors errors)
    {
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            ReportSize(errors);
            return false;
        }

        int before = errors.Count;
        string[] lines = Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            CheckLine(lines[i], i + 1, errors);
        }

        return errors.Count == before;
    }

    /// <summary>Reports that the file is larger than <see cref="MaxBytes"/>.</summary>
    public static void ReportSize(PolicyErrors errors) =>
        errors.Add(default, "", "the policy is too large", $"at most {MaxBytes} bytes");

    /// <summary>The lines, which end with LF, CR or CR LF.</summary>
    public static string[] Lines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n');

    private static void CheckLine(string line, int number, PolicyErrors errors)
    {
        if (line.Length > MaxLine)
        {
            errors.Add(
                new SourcePosition(number, MaxLine + 1), "", $"the line has {line.Length} characters",
                $"at most {MaxLine}");
        }

        if (line.StartsWith('%'))
        {
            errors.Add(
                new SourcePosition(number, 1), line, $"{Printable.Quote(line)} is a YAML directive",
                "none; a policy is plain YAML 1.2");
        }

        int column = 0;
        while (column < line.Length)
        {
            bool isWhole = Rune.DecodeFromUtf16(line.AsSpan(column), out Rune rune, out int length) == 0;
            if (!isWhole || (rune.Value != '\t' && Printable.IsHidden(rune)))
            {
                string code = $"U+{(isWhole ? rune.Value : line[column]):X4}";
                errors.Add(
                    new SourcePosition(number, column + 1), code, $"the character {code} cannot be seen",
                    "visible text; in a double-quoted scalar it can be written as an escape");
            }

            column += length;
        }
    }
}
