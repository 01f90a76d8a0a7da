using System.Text.RegularExpressions;

namespace Symbiont.Fast.Configuration;

/// <summary>What a plain scalar is. Quoted scalars and blocks are always text.</summary>
internal enum ScalarKind
{
    Text,
    Null,
    Boolean,
    WholeNumber,
    FloatingPoint,
}

/// <summary>
/// The core schema of YAML 1.2 (section 10.3.2): what a plain scalar means. <c>yes</c> and <c>on</c> are text.
/// </summary>
internal static partial class CoreSchema
{
    /// <summary>What the plain scalar <paramref name="text"/> is.</summary>
    public static ScalarKind KindOf(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        _ when WholeNumber().IsMatch(text) => ScalarKind.WholeNumber,
        _ when FloatingPoint().IsMatch(text) => ScalarKind.FloatingPoint,
        _ => ScalarKind.Text,
    };

    /// <summary>The value of a scalar that is a <see cref="ScalarKind.Boolean"/>.</summary>
    public static bool ToBoolean(string text) => text[0] is 't' or 'T';

    /// <summary>
    /// The value of a scalar that is a <see cref="ScalarKind.WholeNumber"/>; one that does not fit becomes the nearest
    /// that does.
    /// </summary>
    public static long ToWholeNumber(string text)
    {
        (int radix, int start) = text.StartsWith("0x", StringComparison.Ordinal) ? (16, 2)
            : text.StartsWith("0o", StringComparison.Ordinal) ? (8, 2)
            : (10, text[0] is '+' or '-' ? 1 : 0);
        Int128 value = 0;
        foreach (char digit in text.AsSpan(start))
        {
            int worth = char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
            value = Int128.Min((value * radix) + worth, long.MaxValue);
        }

        return (long)(text[0] == '-' ? -value : value);
    }

    [GeneratedRegex(@"\A(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(
        @"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex FloatingPoint();
}
