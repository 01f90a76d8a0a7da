using System.Collections.ObjectModel;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>Turns the nodes of a policy into rules and reports whatever is wrong with them.</summary>
internal sealed class RuleReader(PolicyErrors errors, PolicyDefaults defaults)
{
    private readonly ValueReader _values = new(errors);
    private readonly Dictionary<string, SourcePosition> _names = new(StringComparer.Ordinal);

    /// <summary>Reads the whole policy. The rules are whole only if no error was reported.</summary>
    public List<CommunicationPolicy> ReadAll(SourceNode root)
    {
        var rules = new List<CommunicationPolicy>();
        MappingReader? policy = MappingReader.Read(root, "the policy", PolicyGrammar.RootKeys, errors);
        SourceNode? list = policy?.Require(PolicyGrammar.Policies, PolicyGrammar.Rules);
        if (list is SourceList { Items: var items })
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (i == PolicyFile.MaxRules)
                {
                    errors.Add(
                        items[i].Position, "", $"there are {items.Count} rules", $"at most {PolicyFile.MaxRules}");
                    break;
                }

                if (Read(items[i]) is { } rule)
                {
                    rules.Add(rule);
                }
            }
        }
        else if (list is not null)
        {
            NodeText.ReportKind(list, $"'{PolicyGrammar.Policies}'", PolicyGrammar.Rules, errors);
        }

        return rules;
    }

    private CommunicationPolicy? Read(SourceNode node)
    {
        if (MappingReader.Read(node, "a rule", PolicyGrammar.RuleKeys, errors) is not { } rule)
        {
            return null;
        }

        string tiers = PolicyGrammar.OneOf(PolicyGrammar.Tiers);
        string? name = ReadName(rule.Require(PolicyGrammar.Name, PolicyGrammar.RuleName));
        SandboxTier? source = _values.Tier(
            PolicyGrammar.SourceTier, rule.Require(PolicyGrammar.SourceTier, tiers));
        SandboxTier? destination = _values.Tier(
            PolicyGrammar.DestinationTier, rule.Require(PolicyGrammar.DestinationTier, tiers));
        ReadOnlyCollection<MessageType> types = ReadTypes(
            rule.Require(PolicyGrammar.AllowedMessageTypes, PolicyGrammar.Types));
        SecurityRequirements requirements = ReadRequirements(rule.Find(PolicyGrammar.SecurityRequirements));
        RateLimits? limits = ReadLimits(
            rule.Require(PolicyGrammar.RateLimits, PolicyGrammar.MappingOf(PolicyGrammar.RateKeys)));
        return name is null || source is null || destination is null || limits is null
            ? null
            : new CommunicationPolicy(name, source.Value, destination.Value, types, requirements, limits);
    }

    private string? ReadName(SourceNode? node)
    {
        string? name = _values.RuleName(node);
        if (name is not null && node is not null && !_names.TryAdd(name, node.Position))
        {
            errors.Add(
                node.Position, name,
                $"duplicate rule name {Printable.Quote(name)}, first given on line {_names[name].Line}",
                "a name of its own for each rule");
        }

        return name;
    }

    private ReadOnlyCollection<MessageType> ReadTypes(SourceNode? node)
    {
        if (node is not SourceList list)
        {
            if (node is not null)
            {
                ReportNoList(node);
            }

            return ReadOnlyCollection<MessageType>.Empty;
        }

        if (list.Items.Count == 0)
        {
            errors.Add(
                list.Position, "[]", $"'{PolicyGrammar.AllowedMessageTypes}' is an empty list",
                $"at least one of {string.Join(", ", PolicyGrammar.MessageTypes)}; a path without a rule is denied");
        }

        var types = new List<MessageType>(list.Items.Count);
        foreach (SourceNode item in list.Items)
        {
            if (_values.MessageType(item) is not { } type)
            {
                continue;
            }

            if (types.Contains(type))
            {
                string word = Vocabulary.Name(type);
                errors.Add(item.Position, word, $"duplicate message type '{word}'", "each type once");
            }
            else
            {
                types.Add(type);
            }
        }

        return types.AsReadOnly();
    }

    /// <summary>One type, or several in one scalar, are meant as a list.</summary>
    private void ReportNoList(SourceNode node)
    {
        string[] words = node is SourceScalar scalar
            ? scalar.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            : [];
        bool areTypes = words.Length > 0 && words.All(PolicyGrammar.MessageTypes.Contains);
        NodeText.ReportKind(
            node, $"'{PolicyGrammar.AllowedMessageTypes}'", PolicyGrammar.Types, errors,
            areTypes ? $"[{string.Join(", ", words)}]" : null);
    }

    private SecurityRequirements ReadRequirements(SourceNode? node)
    {
        var byDefault = new SecurityRequirements(AuditLogging: defaults.AuditLogging);
        if (node is null || MappingReader.Read(
            node, $"'{PolicyGrammar.SecurityRequirements}'", PolicyGrammar.RequirementKeys, errors) is not { } asked)
        {
            return byDefault;
        }

        bool Value(string key, bool otherwise) => _values.Boolean(key, asked.Find(key)) ?? otherwise;
        return new SecurityRequirements(
            Value(PolicyGrammar.EncryptionRequired, byDefault.EncryptionRequired),
            Value(PolicyGrammar.SignatureRequired, byDefault.SignatureRequired),
            Value(PolicyGrammar.AuditLogging, byDefault.AuditLogging),
            Value(PolicyGrammar.ContentFiltering, byDefault.ContentFiltering),
            _values.Verification(asked.Find(PolicyGrammar.Verification)) ?? byDefault.Verification);
    }

    private RateLimits? ReadLimits(SourceNode? node)
    {
        if (node is null || MappingReader.Read(
            node, $"'{PolicyGrammar.RateLimits}'", PolicyGrammar.RateKeys, errors) is not { } limits)
        {
            return null;
        }

        int? rate = _values.Rate(
            PolicyGrammar.MessagesPerSecond, limits.Require(PolicyGrammar.MessagesPerSecond, PolicyGrammar.Rate));
        int? burst = _values.Rate(
            PolicyGrammar.BurstSize, limits.Require(PolicyGrammar.BurstSize, PolicyGrammar.Rate));
        OverloadAction overload = _values.Overload(limits.Find(PolicyGrammar.WhenOverloaded)) ?? OverloadAction.Refuse;
        return rate is null || burst is null ? null : new RateLimits(rate.Value, burst.Value, overload);
    }
}
