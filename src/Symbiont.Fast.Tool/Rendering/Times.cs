using System.Globalization;

namespace Symbiont.Fast.Tool;

/// <summary>Times as people read them.</summary>
internal static class Times
{
    /// <summary>A time in nanoseconds since 1970 UTC, to the second.</summary>
    public static string Text(long nanoseconds) => DateTimeOffset
        .FromUnixTimeMilliseconds(nanoseconds / 1_000_000)
        .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
