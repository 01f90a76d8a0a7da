namespace Symbiont.Fast.Framing;

/// <summary>Walks the messages of a validated run.</summary>
public ref struct MessageCursor
{
    private ReadOnlySpan<byte> _rest;

    internal MessageCursor(ReadOnlySpan<byte> messages)
    {
        _rest = messages;
        Current = default;
    }

    /// <summary>The message the cursor stands on.</summary>
    public MessageView Current { get; private set; }

    /// <summary>Steps to the next message; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = new MessageHeader(_rest).MessageLength;
        Current = new MessageView(_rest[..length]);
        _rest = _rest[WireLimits.Align(length)..];
        return true;
    }

    /// <summary>The cursor itself, so that <c>foreach</c> works.</summary>
    public readonly MessageCursor GetEnumerator() => this;

    /// <summary>Checks the messages of a run: headers, lengths, flag data, padding and count.</summary>
    internal static FrameError Validate(ReadOnlySpan<byte> messages, int count, bool fromRouter)
    {
        for (int i = 0; i < count; i++)
        {
            FrameError error = MessageHeader.Validate(messages, fromRouter);
            if (error != FrameError.None)
            {
                return error;
            }

            var header = new MessageHeader(messages);
            int length = header.MessageLength;
            int padded = WireLimits.Align(length);
            if (messages.Length < padded)
            {
                return FrameError.Truncated;
            }

            error = MessageFlagFields.Validate(header.Flags, messages[MessageHeader.Size..]);
            if (error != FrameError.None)
            {
                return error;
            }

            if (messages[length..padded].ContainsAnyExcept((byte)0))
            {
                return FrameError.PaddingNotZero;
            }

            messages = messages[padded..];
        }

        return messages.IsEmpty ? FrameError.None : FrameError.TrailingBytes;
    }
}
