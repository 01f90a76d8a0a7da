using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// From a payload as sent to the payload that the sender's application gave. Its buffer is made once, at the first
/// message that needs it, and holds one payload until the next. Receive thread.
/// </summary>
internal sealed class PayloadReader
{
    private byte[]? _plain;

    /// <summary>Reads a payload; false when the message must not be delivered.</summary>
    /// <param name="message">The message, of a validated delivery.</param>
    /// <param name="payload">The payload; it lasts until the next call.</param>
    public bool TryRead(MessageView message, out ReadOnlySpan<byte> payload)
    {
        payload = message.Payload;
        MessageFlags flags = message.Header.Flags;
        if ((flags & MessageFlags.Sealed) != 0)
        {
            return false;
        }

        if ((flags & MessageFlags.Compressed) == 0)
        {
            return true;
        }

        // The plain size was checked against the limit with the delivery's form; it is not a stranger's wish any more.
        _plain ??= new byte[WireLimits.MaxPayload];
        Span<byte> plain = _plain.AsSpan(0, MessageFlagFields.PlainSize(message.FlagData));
        bool whole = PayloadCompression.TryDecompress(payload, plain);
        payload = plain;
        return whole;
    }
}
