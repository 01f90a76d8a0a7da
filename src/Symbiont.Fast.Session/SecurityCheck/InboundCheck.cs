using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// Step 3 of the message flow, the security check at the tier's bus: is the opened record of a form, size and kind that
/// this session may send? What it lets through is well-formed; the router does not check the form again.
/// </summary>
public static class InboundCheck
{
    /// <summary>Checks an opened record.</summary>
    /// <param name="kind">The frame's kind.</param>
    /// <param name="body">The opened body.</param>
    /// <param name="isOpen">True when the session has proven its signing key.</param>
    /// <returns>The reason to close the session, or <see cref="RefusalReason.None"/>.</returns>
    public static RefusalReason Check(FrameKind kind, ReadOnlySpan<byte> body, bool isOpen) => kind switch
    {
        FrameKind.Batch when isOpen => BatchView.TryRead(body, out _).ToReason(),
        FrameKind.Batch => RefusalReason.Unauthenticated,
        FrameKind.Control => CheckControl(body, isOpen).ToReason(),
        FrameKind.Close => CloseMessage.TryRead(body, out _).ToReason(),

        // Handshakes are over, and runs only come from routers.
        _ => RefusalReason.Malformed,
    };

    private static FrameError CheckControl(ReadOnlySpan<byte> body, bool isOpen)
    {
        if (body.IsEmpty)
        {
            return FrameError.Truncated;
        }

        while (!body.IsEmpty)
        {
            FrameError error = ControlHeader.TryTake(
                ref body, out ControlHeader header, out ReadOnlySpan<byte> content);
            if (error == FrameError.None)
            {
                error = CheckControl(header.Code, content, isOpen);
            }

            if (error != FrameError.None)
            {
                return error;
            }
        }

        return FrameError.None;
    }

    private static FrameError CheckRehandshake(ReadOnlySpan<byte> content)
    {
        FrameError error = RehandshakeMessage.TryRead(content, out RehandshakeMessage message);
        return error == FrameError.None && !message.IsFromAgent ? FrameError.UnknownControlCode : error;
    }

    private static FrameError CheckControl(ControlCode code, ReadOnlySpan<byte> content, bool isOpen) => code switch
    {
        ControlCode.Authenticate when !isOpen => AuthenticateMessage.TryRead(content, out _),
        ControlCode.Resolve when isOpen => ResolveMessage.TryRead(content, out _),
        ControlCode.SealRequest or ControlCode.SealAnswer when isOpen => SealMessage.TryRead(code, content, out _),
        ControlCode.Ping or ControlCode.Pong when isOpen => PingMessage.TryRead(code, content, out _),
        ControlCode.Rehandshake when isOpen => CheckRehandshake(content),
        _ => FrameError.UnknownControlCode,
    };
}
