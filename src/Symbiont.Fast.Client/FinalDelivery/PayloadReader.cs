using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// From a payload as sent to the payload that the sender's application gave: opened, then decompressed. Its buffers are
/// made once, at the first message that needs them, and hold one payload until the next. Receive thread.
/// </summary>
internal sealed class PayloadReader(SealReceiver seals)
{
    private byte[]? _opened;
    private byte[]? _plain;

    /// <summary>Reads a payload.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="epoch">The batch's epoch.</param>
    /// <param name="sequence">The message's sequence.</param>
    /// <param name="message">The message, of a validated delivery.</param>
    /// <param name="payload">The payload; it lasts until the next call.</param>
    public PayloadVerdict Read(
        Peer sender, uint epoch, ulong sequence, MessageView message, out ReadOnlySpan<byte> payload)
    {
        payload = message.Payload;
        MessageFlags flags = message.Header.Flags;
        if ((flags & MessageFlags.Sealed) != 0)
        {
            _opened ??= new byte[WireLimits.MaxPayload];
            if (!seals.TryOpen(sender, epoch, sequence, message, _opened, out int length))
            {
                return PayloadVerdict.Unopened;
            }

            payload = _opened.AsSpan(0, length);
        }

        return (flags & MessageFlags.Compressed) == 0 ? PayloadVerdict.Whole : Decompress(message, ref payload);
    }

    private PayloadVerdict Decompress(MessageView message, ref ReadOnlySpan<byte> payload)
    {
        // The plain size was checked against the limit with the delivery's form; it is not a stranger's wish any more.
        _plain ??= new byte[WireLimits.MaxPayload];
        Span<byte> plain = _plain.AsSpan(0, MessageFlagFields.PlainSize(message.FlagData));
        bool whole = PayloadCompression.TryDecompress(payload, plain);
        payload = plain;
        return whole ? PayloadVerdict.Whole : PayloadVerdict.Malformed;
    }
}
