namespace Symbiont.Fast.Framing;

/// <summary>One run of a validated batch, read in place.</summary>
public readonly ref struct RunView
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal RunView(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The run's header.</summary>
    public RunHeader Header => new(_bytes);

    /// <summary>Header and messages.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The messages.</summary>
    public MessageCursor Messages => new(_bytes[RunHeader.Size..]);
}
