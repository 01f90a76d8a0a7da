using System.Globalization;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Tool;

/// <summary>A span of time that starts now, in nanoseconds since 1970 UTC.</summary>
/// <param name="NotBefore">Its start.</param>
/// <param name="NotAfter">Its end.</param>
public readonly record struct Validity(long NotBefore, long NotAfter)
{
    private const int MaxCount = 100_000;

    // Routers refuse what is not valid yet; a clock that is behind by less than this does no harm.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>From now, less a little for clocks that are behind, for <paramref name="duration"/>.</summary>
    public static Validity FromNow(TimeSpan duration)
    {
        long now = SystemClock.Instance.UnixNanoseconds;
        return new Validity(now - Nanoseconds(ClockSkew), checked(now + Nanoseconds(duration)));
    }

    /// <summary>The part of this span that <paramref name="other"/> covers too.</summary>
    public Validity Within(Validity other) =>
        new(Math.Max(NotBefore, other.NotBefore), Math.Min(NotAfter, other.NotAfter));

    /// <summary>
    /// Reads a duration such as <c>90s</c>, <c>30m</c>, <c>1h</c> or <c>90d</c>; false for any other text.
    /// </summary>
    public static bool TryParseDuration(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length < 2)
        {
            return false;
        }

        ReadOnlySpan<char> digits = text.AsSpan(0, text.Length - 1);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n > MaxCount)
        {
            return false;
        }

        duration = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMinutes(n),
            'h' => TimeSpan.FromHours(n),
            'd' => TimeSpan.FromDays(n),
            _ => TimeSpan.Zero,
        };
        return duration > TimeSpan.Zero;
    }

    private static long Nanoseconds(TimeSpan time) => checked(time.Ticks * TimeSpan.NanosecondsPerTick);
}
