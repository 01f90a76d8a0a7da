using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>A message as the log has it.</summary>
/// <param name="Sequence">Its number within the sender's epoch.</param>
/// <param name="Verdict">Why it was refused; <see cref="RefusalReason.None"/> when it was accepted.</param>
/// <param name="RuleIndex">The rule that decided, or -1 when none did.</param>
/// <param name="Rule">That rule's name; null when none decided.</param>
/// <param name="Type">Its type.</param>
/// <param name="Level">Its level.</param>
/// <param name="PayloadLength">Its payload's length in bytes.</param>
/// <param name="LeafHash">Its leaf hash, 32 bytes.</param>
public readonly record struct AuditedMessage(
    ulong Sequence,
    RefusalReason Verdict,
    int RuleIndex,
    string? Rule,
    MessageType Type,
    SecurityLevel Level,
    int PayloadLength,
    ReadOnlyMemory<byte> LeafHash);
