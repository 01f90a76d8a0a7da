using System.Globalization;
using System.Text;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Configuration;

/// <summary>
/// Reads the values of a rule. Each method returns null when there is no value or an unfit one; the latter is reported.
/// </summary>
internal sealed class ValueReader(PolicyErrors errors)
{
    /// <summary>Reads a truth value.</summary>
    public bool? Boolean(string key, SourceNode? node)
    {
        if (node is SourceScalar { IsPlain: true } scalar && CoreSchema.KindOf(scalar.Text) == ScalarKind.Boolean)
        {
            return CoreSchema.ToBoolean(scalar.Text);
        }

        if (node is not null)
        {
            NodeText.ReportKind(node, $"'{key}'", "true or false" + Unquoted(node), errors, MeantBoolean(node));
        }

        return null;
    }

    /// <summary>Reads a rate or a burst.</summary>
    public int? Rate(string key, SourceNode? node)
    {
        if (node is SourceScalar { IsPlain: true } scalar && CoreSchema.KindOf(scalar.Text) == ScalarKind.WholeNumber
            && CoreSchema.ToWholeNumber(scalar.Text) is >= 1 and <= PolicyGrammar.MaxRate and long rate)
        {
            return (int)rate;
        }

        if (node is not null)
        {
            NodeText.ReportKind(node, $"'{key}'", PolicyGrammar.Rate + Unquoted(node), errors, MeantRate(node));
        }

        return null;
    }

    /// <summary>Reads a tier.</summary>
    public SandboxTier? Tier(string key, SourceNode? node)
    {
        if (Word($"'{key}'", "tier", node, PolicyGrammar.Tiers) is not string word)
        {
            return null;
        }

        return Vocabulary.TryParse(word, out SandboxTier tier) ? tier : null;
    }

    /// <summary>Reads one entry of the allowed types.</summary>
    public MessageType? MessageType(SourceNode node)
    {
        string entry = $"an entry of '{PolicyGrammar.AllowedMessageTypes}'";
        if (Word(entry, "message type", node, PolicyGrammar.MessageTypes) is not string word)
        {
            return null;
        }

        return Vocabulary.TryParse(word, out MessageType type) ? type : null;
    }

    /// <summary>Reads when signatures are verified.</summary>
    public VerificationMode? Verification(SourceNode? node) =>
        Word($"'{PolicyGrammar.Verification}'", "verification mode", node, PolicyGrammar.VerificationWords) switch
        {
            null => null,
            string word when word == VerificationModes.Name(VerificationMode.Pipelined) => VerificationMode.Pipelined,
            _ => VerificationMode.Strict,
        };

    /// <summary>Reads what becomes of messages whose destination has no room.</summary>
    public OverloadAction? Overload(SourceNode? node) =>
        Word($"'{PolicyGrammar.WhenOverloaded}'", "action", node, PolicyGrammar.OverloadWords) switch
        {
            null => null,
            PolicyGrammar.Hold => OverloadAction.Hold,
            _ => OverloadAction.Refuse,
        };

    /// <summary>Reads a rule's name, which must be text: a plain <c>123</c> or <c>true</c> is not.</summary>
    public string? RuleName(SourceNode? node)
    {
        if (node is not SourceScalar scalar
            || (scalar.IsPlain && CoreSchema.KindOf(scalar.Text) != ScalarKind.Text))
        {
            if (node is not null)
            {
                string? quoted = node is SourceScalar { Text: { Length: > 0 } bare }
                    ? $"\"{Printable.Text(bare)}\""
                    : null;
                NodeText.ReportKind(node, $"'{PolicyGrammar.Name}'", PolicyGrammar.RuleName, errors, quoted);
            }

            return null;
        }

        string name = scalar.Text;
        int length = Encoding.UTF8.GetByteCount(name);
        string? fault = string.IsNullOrWhiteSpace(name) ? "is blank"
            : length > RefusalMessage.MaxRule ? $"has {length} bytes"
            : name.EnumerateRunes().Any(Printable.IsHidden)
                ? $"{Printable.Quote(name)} holds a character that cannot be seen"
            : null;
        if (fault is not null)
        {
            errors.Add(scalar.Position, name, $"'{PolicyGrammar.Name}' {fault}", PolicyGrammar.RuleName);
            return null;
        }

        return name;
    }

    /// <summary>Reads a word of a closed vocabulary, quoted or not.</summary>
    private string? Word(string what, string kind, SourceNode? node, string[] words)
    {
        if (node is not SourceScalar scalar
            || (scalar.IsPlain && CoreSchema.KindOf(scalar.Text) == ScalarKind.Null))
        {
            if (node is not null)
            {
                NodeText.ReportKind(node, what, PolicyGrammar.OneOf(words), errors);
            }

            return null;
        }

        if (words.Contains(scalar.Text))
        {
            return scalar.Text;
        }

        errors.Add(
            scalar.Position, scalar.Text, $"unknown {kind} {Printable.Quote(scalar.Text)}",
            PolicyGrammar.OneOf(words), Spelling.Nearest(scalar.Text, words));
        return null;
    }

    private static string Unquoted(SourceNode node) =>
        node is SourceScalar { IsPlain: false } ? ", without quotes" : "";

    private static string? MeantBoolean(SourceNode node) =>
        node is SourceScalar { IsPlain: true } scalar ? Spelling.MeantBoolean(scalar.Text) : null;

    /// <summary>The number that <c>1_000</c>, <c>1,000</c>, <c>1000.0</c> or <c>1e3</c> stand for.</summary>
    private static string? MeantRate(SourceNode node)
    {
        if (node is not SourceScalar { IsPlain: true } scalar)
        {
            return null;
        }

        string bare = string.Concat(scalar.Text.Where(c => c is not ('_' or ',' or ' ' or '\'')));
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = double.TryParse(bare, Style, CultureInfo.InvariantCulture, out double rate);
        return isNumber && rate is >= 1 and <= PolicyGrammar.MaxRate && double.IsInteger(rate)
            ? ((long)rate).ToString(CultureInfo.InvariantCulture)
            : null;
    }
}
