using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>
/// Step 6 of the message flow: does a rule allow this type on this path, and does the message meet what the rule asks?
/// No rule, no passage.
/// </summary>
internal static class PolicyCheck
{
    public static RefusalReason Check(in MessageContext message, PolicyTable policy, out int ruleIndex)
    {
        bool allowed = policy.TryFind(
            message.Sender.Identity.Tier, message.Destination.Identity.Tier, message.Header.Type, out ruleIndex);
        if (!allowed)
        {
            return RefusalReason.NotPermittedType;
        }

        ref readonly PolicyRule rule = ref policy.Rule(ruleIndex);
        if (rule.SignatureRequired && !message.IsSigned)
        {
            return RefusalReason.SignatureMissing;
        }

        if (rule.EncryptionRequired && (message.Header.Flags & MessageFlags.Sealed) == 0)
        {
            return RefusalReason.EncryptionRequired;
        }

        // Disclosure comes with its own work; until then no message can meet it, and a rule that asks for it lets
        // nothing through.
        return rule.ContentFiltering ? RefusalReason.DisclosureRequired : RefusalReason.None;
    }
}
