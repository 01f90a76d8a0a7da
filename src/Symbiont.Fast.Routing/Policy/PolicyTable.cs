using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.Policy;

/// <summary>
/// A policy compiled for look-up: an immutable snapshot, made by the conductor and read by any thread. Which rule
/// decides depends only on the two tiers and the message type, so all 36 answers are worked out in advance.
/// </summary>
/// <remarks>
/// The first rule, in the policy's order, that allows the type on the path wins. Where no rule does, the message is
/// denied: there is no way to write "allow everything else".
/// </remarks>
public sealed class PolicyTable
{
    /// <summary>The most rules a policy may have. No more than 36 of them can ever decide anything.</summary>
    public const int MaxRules = 256;

    private const int Tiers = 3;
    private const int Types = 4;
    private const short Denied = -1;

    private readonly CommunicationPolicy[] _policies;
    private readonly PolicyRule[] _rules;
    private readonly short[] _deciding = new short[Tiers * Tiers * Types];

    /// <summary>Compiles a policy.</summary>
    /// <param name="policies">The rules, in the order in which they are tried.</param>
    /// <param name="generation">Grows with every policy this router loads; refusals and the audit log give it.</param>
    /// <exception cref="ArgumentException">A rule is unfit, two share a name, or they are too many.</exception>
    public PolicyTable(IReadOnlyList<CommunicationPolicy> policies, uint generation)
    {
        ArgumentNullException.ThrowIfNull(policies);
        PolicyRuleCheck.ThrowIfUnfit(policies);
        Generation = generation;
        _policies = [.. policies];
        _rules = new PolicyRule[_policies.Length];
        _deciding.AsSpan().Fill(Denied);
        for (int index = 0; index < _policies.Length; index++)
        {
            _rules[index] = PolicyRule.From(_policies[index], index);
            HasPipelined |= _rules[index].IsPipelined;
            Compile(_policies[index], (short)index);
        }
    }

    /// <summary>The policy's generation number.</summary>
    public uint Generation { get; }

    /// <summary>How many rules there are.</summary>
    public int Count => _policies.Length;

    /// <summary>True when some rule is pipelined; without one nothing has to be looked up.</summary>
    public bool HasPipelined { get; }

    /// <summary>The whole rule at <paramref name="index"/>.</summary>
    public CommunicationPolicy this[int index] => _policies[index];

    /// <summary>What the hot path needs of the rule at <paramref name="index"/>.</summary>
    public ref readonly PolicyRule Rule(int index) => ref _rules[index];

    /// <summary>
    /// Finds the rule that allows a message; false when none does, and then the message is denied. Values outside the
    /// vocabulary are denied too.
    /// </summary>
    /// <param name="source">The sender's tier.</param>
    /// <param name="destination">The destination's tier.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="ruleIndex">The rule's index, or -1.</param>
    public bool TryFind(SandboxTier source, SandboxTier destination, MessageType type, out int ruleIndex)
    {
        if (!Vocabulary.IsDefined(source) || !Vocabulary.IsDefined(destination) || !Vocabulary.IsDefined(type))
        {
            ruleIndex = Denied;
            return false;
        }

        ruleIndex = _deciding[Place(source, destination, type)];
        return ruleIndex >= 0;
    }

    /// <summary>True when some rule lets something pass between the tiers, in either direction.</summary>
    public bool Connects(SandboxTier one, SandboxTier other)
    {
        foreach (MessageType type in Vocabulary.MessageTypes)
        {
            if (TryFind(one, other, type, out _) || TryFind(other, one, type, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nine ordered pairs of tiers, each with its rules; for operators, not for the hot path.</summary>
    public IReadOnlyList<PolicyCell> Cells()
    {
        var cells = new List<PolicyCell>(Tiers * Tiers);
        foreach (SandboxTier source in Vocabulary.Tiers)
        {
            foreach (SandboxTier destination in Vocabulary.Tiers)
            {
                int[] rules = [.. Enumerable.Range(0, Count).Where(index =>
                    _policies[index].SourceTier == source && _policies[index].DestinationTier == destination)];
                cells.Add(new PolicyCell(source, destination, rules));
            }
        }

        return cells;
    }

    private static int Place(SandboxTier source, SandboxTier destination, MessageType type) =>
        ((((int)source - (int)SandboxTier.Docker) * Tiers) + ((int)destination - (int)SandboxTier.Docker)) * Types
        + ((int)type - (int)MessageType.Control);

    private void Compile(CommunicationPolicy policy, short index)
    {
        foreach (MessageType type in policy.AllowedMessageTypes)
        {
            ref short deciding = ref _deciding[Place(policy.SourceTier, policy.DestinationTier, type)];
            if (deciding == Denied)
            {
                deciding = index;
            }
        }
    }
}
