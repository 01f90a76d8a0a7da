using System.Text.Unicode;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>An event and its texts in UTF-8, cut to what a record takes; whole characters only.</summary>
internal readonly ref struct EventText
{
    public const int BufferSize = AuditEvent.MaxWho + AuditEvent.MaxDetail;

    private readonly AuditEvent _event;
    private readonly ReadOnlySpan<byte> _who;
    private readonly ReadOnlySpan<byte> _detail;

    /// <summary>Encodes the texts into <paramref name="buffer"/>, which the value then reads.</summary>
    public EventText(in AuditEvent happened, Span<byte> buffer)
    {
        _event = happened;
        _who = Encode(happened.Who, buffer[..AuditEvent.MaxWho]);
        _detail = Encode(happened.Detail, buffer[AuditEvent.MaxWho..BufferSize]);
    }

    public int Size => EventBody.Size(_who.Length, _detail.Length);

    public void Write(Span<byte> body) => EventBody.Write(body, _event, _who, _detail);

    private static ReadOnlySpan<byte> Encode(string text, Span<byte> buffer)
    {
        // A status other than success means that the buffer is full; what was written ends with a whole character.
        _ = Utf8.FromUtf16(text, buffer, out _, out int written);
        return buffer[..written];
    }
}
