namespace Symbiont.Fast.Configuration;

/// <summary>
/// A node of a YAML text together with its place, so that whoever reads it can say where a fault is. A mapping keeps
/// its entries as written, duplicates included.
/// </summary>
internal abstract class SourceNode(SourcePosition position)
{
    public SourcePosition Position { get; protected set; } = position;
}

/// <summary>A scalar, not yet interpreted.</summary>
internal sealed class SourceScalar(SourcePosition position, string text, bool isPlain) : SourceNode(position)
{
    /// <summary>The text, without quotes and with escapes resolved.</summary>
    public string Text { get; } = text;

    /// <summary>Written without quotes and not as a block: only then can it be anything but text.</summary>
    public bool IsPlain { get; } = isPlain;
}

/// <summary>A node whose fault was reported while reading; nothing more needs to be said about it.</summary>
internal sealed class SourceRefusal(SourcePosition position) : SourceNode(position);

/// <summary>A node that holds others.</summary>
internal abstract class SourceCollection(SourcePosition position) : SourceNode(position)
{
    /// <summary>Takes the next node in the order of the text.</summary>
    public abstract void Add(SourceNode node);
}

/// <summary>A list.</summary>
internal sealed class SourceList(SourcePosition position) : SourceCollection(position)
{
    private readonly List<SourceNode> _items = [];

    public IReadOnlyList<SourceNode> Items => _items;

    public override void Add(SourceNode node) => _items.Add(node);
}

/// <summary>A mapping. Made without a place, it takes that of its first key.</summary>
internal sealed class SourceMapping(SourcePosition position) : SourceCollection(position)
{
    private readonly List<(SourceNode Key, SourceNode Value)> _entries = [];
    private SourceNode? _key;

    public IReadOnlyList<(SourceNode Key, SourceNode Value)> Entries => _entries;

    /// <summary>True while a key has no value yet.</summary>
    public bool IsHalf => _key is not null;

    /// <summary>Takes a key, then its value, then the next key.</summary>
    public override void Add(SourceNode node)
    {
        if (_key is null)
        {
            _key = node;
            Position = Position == default ? node.Position : Position;
        }
        else
        {
            _entries.Add((_key, node));
            _key = null;
        }
    }
}
