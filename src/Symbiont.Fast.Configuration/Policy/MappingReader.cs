namespace Symbiont.Fast.Configuration;

/// <summary>The values of a mapping by key; making one reports unknown, repeated and unfit keys.</summary>
internal sealed class MappingReader
{
    private readonly Dictionary<string, SourceNode> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _misspelt = new(StringComparer.Ordinal);
    private readonly SourcePosition _position;
    private readonly PolicyErrors _errors;

    private MappingReader(SourceMapping mapping, string[] keys, PolicyErrors errors)
    {
        (_position, _errors) = (mapping.Position, errors);
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        foreach ((SourceNode key, SourceNode value) in mapping.Entries)
        {
            if (key is not SourceScalar { Text: string word })
            {
                if (key is not SourceRefusal)
                {
                    errors.Add(key.Position, "", $"a key is {NodeText.Describe(key)}", PolicyGrammar.OneOf(keys));
                }
            }
            else if (!keys.Contains(word))
            {
                string? meant = Spelling.Nearest(word, keys);
                _misspelt.Add(meant ?? "");
                errors.Add(
                    key.Position, word, $"unknown key {Printable.Quote(word)}", PolicyGrammar.OneOf(keys), meant);
            }
            else if (!places.TryAdd(word, key.Position))
            {
                errors.Add(
                    key.Position, word, $"duplicate key '{word}', first given on line {places[word].Line}",
                    "each key once");
            }
            else
            {
                _values.Add(word, value);
            }
        }
    }

    /// <summary>Reads a mapping; null, and reported, when the node is none.</summary>
    /// <param name="node">The node that should be a mapping.</param>
    /// <param name="what">What it is, for the error: <c>'rate_limits'</c>, <c>the policy</c>.</param>
    /// <param name="keys">The keys it may have.</param>
    /// <param name="errors">Takes the faults.</param>
    public static MappingReader? Read(SourceNode node, string what, string[] keys, PolicyErrors errors)
    {
        if (node is SourceMapping mapping)
        {
            return new MappingReader(mapping, keys, errors);
        }

        NodeText.ReportKind(node, what, PolicyGrammar.MappingOf(keys), errors);
        return null;
    }

    /// <summary>The key's value, or null when it was left out.</summary>
    public SourceNode? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>The key's value; null when it is missing, which is reported unless its misspelling was.</summary>
    public SourceNode? Require(string key, string expected)
    {
        if (_values.TryGetValue(key, out SourceNode? value))
        {
            return value;
        }

        if (!_misspelt.Contains(key))
        {
            _errors.Add(_position, "", $"missing key '{key}'", expected);
        }

        return null;
    }
}
