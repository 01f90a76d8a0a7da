using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>Are both ends cleared for the message's level?</summary>
internal static class ClearanceCheck
{
    public static RefusalReason Check(in MessageContext message)
    {
        SecurityLevel level = message.Header.Level;
        bool cleared = level <= message.Sender.Identity.SecurityClearance
            && level <= message.Destination.Identity.SecurityClearance;
        return cleared ? RefusalReason.None : RefusalReason.ClearanceTooLow;
    }
}
