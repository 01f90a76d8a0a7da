namespace Symbiont.Fast.Framing.Tests;

/// <summary>Bytes that break a rule of the page; the message says which.</summary>
internal sealed class PageRefusal(string reason) : Exception(reason);

/// <summary>A decoded tree, or the reason why there is none.</summary>
internal sealed record PageOutcome<T>(T? Value, string? Reason) where T : class
{
    public bool Accepted => Reason is null;

    /// <summary>The tree of bytes that must decode.</summary>
    public T Require() => Value ?? throw new InvalidOperationException($"Refused: {Reason}");
}

/// <summary>Runs one decoder over one structure.</summary>
internal static class PageOutcome
{
    /// <summary>Decodes a structure that must end where the bytes end.</summary>
    public static PageOutcome<T> Whole<T>(byte[] bytes, Func<PageCursor, T> decode) where T : class =>
        Front(bytes, cursor =>
        {
            T value = decode(cursor);
            cursor.Require(cursor.AtEnd, "bytes after the structure's end");
            return value;
        });

    /// <summary>Decodes a structure that other bytes may follow.</summary>
    public static PageOutcome<T> Front<T>(byte[] bytes, Func<PageCursor, T> decode) where T : class
    {
        try
        {
            return new PageOutcome<T>(decode(new PageCursor(bytes)), null);
        }
        catch (PageRefusal refusal)
        {
            return new PageOutcome<T>(null, refusal.Message);
        }
    }
}
