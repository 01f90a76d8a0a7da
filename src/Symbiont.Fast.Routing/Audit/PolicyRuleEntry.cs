using System.Buffers.Binary;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.Audit;

/// <summary>One rule in a policy's record; <see cref="PolicyBody"/> has the diagram. Reads in place.</summary>
internal readonly ref struct PolicyRuleEntry
{
    public const int Size = BurstOffset + 4;

    private const int SourceOffset = 0;
    private const int DestinationOffset = SourceOffset + 1;
    private const int TypesOffset = DestinationOffset + 1;
    private const int RequirementsOffset = TypesOffset + 1;
    private const int NameLengthOffset = RequirementsOffset + 1;
    private const int ReservedOffset = NameLengthOffset + 1;
    private const int RateOffset = ReservedOffset + 3;
    private const int BurstOffset = RateOffset + 4;

    private const byte AllTypes = 0b1111;
    private const RuleRequirements AllRequirements = RuleRequirements.Encryption | RuleRequirements.Signature
        | RuleRequirements.Audit | RuleRequirements.ContentFilter | RuleRequirements.Pipelined | RuleRequirements.Hold;

    private readonly ReadOnlySpan<byte> _bytes;

    public PolicyRuleEntry(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public int NameLength => _bytes[NameLengthOffset];

    public bool IsDefined =>
        Vocabulary.IsDefined(Source) && Vocabulary.IsDefined(Destination)
        && Types is > 0 and <= AllTypes && (Requirements & ~AllRequirements) == 0
        && !_bytes[ReservedOffset..RateOffset].ContainsAnyExcept((byte)0)
        && Rate > 0 && Burst > 0 && NameLength is > 0 and <= RefusalMessage.MaxRule;

    private SandboxTier Source => (SandboxTier)_bytes[SourceOffset];

    private SandboxTier Destination => (SandboxTier)_bytes[DestinationOffset];

    private byte Types => _bytes[TypesOffset];

    private RuleRequirements Requirements => (RuleRequirements)_bytes[RequirementsOffset];

    private int Rate => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[RateOffset..]);

    private int Burst => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[BurstOffset..]);

    public CommunicationPolicy ToPolicy(string name)
    {
        byte types = Types;
        MessageType[] allowed = [.. Vocabulary.MessageTypes.ToArray().Where(type => (types & BitOf(type)) != 0)];
        var rule = new PolicyRule(0, Rate, Burst, Requirements);
        return new CommunicationPolicy(
            name,
            Source,
            Destination,
            allowed,
            new SecurityRequirements(
                rule.EncryptionRequired, rule.SignatureRequired, rule.AuditLogging, rule.ContentFiltering,
                rule.IsPipelined ? VerificationMode.Pipelined : VerificationMode.Strict),
            new RateLimits(Rate, Burst, rule.Holds ? OverloadAction.Hold : OverloadAction.Refuse));
    }

    public static void Write(
        Span<byte> destination, CommunicationPolicy policy, in PolicyRule rule, int nameLength)
    {
        int types = 0;
        foreach (MessageType type in policy.AllowedMessageTypes)
        {
            types |= BitOf(type);
        }

        destination.Clear();
        destination[SourceOffset] = (byte)policy.SourceTier;
        destination[DestinationOffset] = (byte)policy.DestinationTier;
        destination[TypesOffset] = (byte)types;
        destination[RequirementsOffset] = (byte)rule.Requirements;
        destination[NameLengthOffset] = (byte)nameLength;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[RateOffset..], (uint)rule.MessagesPerSecond);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[BurstOffset..], (uint)rule.BurstSize);
    }

    private static int BitOf(MessageType type) => 1 << ((int)type - (int)MessageType.Control);
}
