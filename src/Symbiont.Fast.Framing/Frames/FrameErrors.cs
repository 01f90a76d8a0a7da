namespace Symbiont.Fast.Framing;

/// <summary>How a <see cref="FrameError"/> is told to the peer.</summary>
public static class FrameErrors
{
    /// <summary>The refusal reason that stands for the error.</summary>
    public static RefusalReason ToReason(this FrameError error) => error switch
    {
        FrameError.None => RefusalReason.None,
        FrameError.UnsupportedVersion => RefusalReason.UnsupportedVersion,
        FrameError.PayloadTooLarge => RefusalReason.PayloadTooLarge,
        _ => RefusalReason.Malformed,
    };
}
