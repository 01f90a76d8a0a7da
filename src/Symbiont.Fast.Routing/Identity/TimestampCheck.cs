using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>Is the message from now? Bounds how long a message that was held back stays deliverable.</summary>
internal static class TimestampCheck
{
    private const long NanosecondsPerMillisecond = 1_000_000L;

    public static RefusalReason Check(in MessageContext message, TimestampWindows windows)
    {
        long timestamp = message.Header.Timestamp;
        long window = message.Header.Type == MessageType.Control ? windows.Control : windows.Other;
        if (timestamp < Saturating(message.Now, -window) || timestamp > Saturating(message.Now, window))
        {
            return RefusalReason.TimestampOutOfRange;
        }

        return IsExpired(message.Header, message.Now) ? RefusalReason.ExpiredTtl : RefusalReason.None;
    }

    /// <summary>True when its sender wants it delivered no more.</summary>
    public static bool IsExpired(MessageHeader header, long now) =>
        header.Ttl != 0 && now > Saturating(header.Timestamp, header.Ttl * NanosecondsPerMillisecond);

    // The timestamp is the peer's: 64 hostile bits must not wrap around.
    private static long Saturating(long value, long amount)
    {
        long sum = unchecked(value + amount);
        bool overflowed = ((value ^ sum) & (amount ^ sum)) < 0;
        return overflowed ? (amount > 0 ? long.MaxValue : long.MinValue) : sum;
    }
}
