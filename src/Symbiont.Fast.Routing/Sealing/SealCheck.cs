using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Sealing;

/// <summary>
/// A sealed message names the destination's session it was sealed for. Keys do not outlive a session, so another one
/// could not open it, and the sender must hear of it rather than lose the message.
/// </summary>
internal static class SealCheck
{
    public static bool IsForLiveSession(in MessageContext message) =>
        (message.Header.Flags & MessageFlags.Sealed) == 0
        || MessageFlagFields.DestinationEpoch(message.FlagData) == message.Destination.Epoch;
}
