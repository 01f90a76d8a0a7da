namespace Symbiont.Fast.Client;

/// <summary>
/// A message's place in the next batch, from <see cref="AgentClient.TryClaim"/>: write <see cref="Payload"/>, then
/// <see cref="Commit"/> or <see cref="Abort"/> on the same thread, soon: whoever else sends over the same lane waits.
/// </summary>
public ref struct MessageClaim
{
    private LinkWriter? _writer;
    private readonly ulong _sequence;

    internal MessageClaim(LinkWriter writer, ulong sequence, Span<byte> payload)
    {
        _writer = writer;
        _sequence = sequence;
        Payload = payload;
    }

    /// <summary>The payload, exactly as long as claimed; zeros at first.</summary>
    public Span<byte> Payload { get; }

    /// <summary>Makes the message part of the batch that leaves with <see cref="AgentClient.Flush"/>.</summary>
    /// <returns>The message's sequence on its lane.</returns>
    /// <exception cref="InvalidOperationException">It was committed or aborted before.</exception>
    public ulong Commit()
    {
        TakeWriter().EndClaim(commits: true);
        return _sequence;
    }

    /// <summary>Gives the place back: there never was a message.</summary>
    /// <exception cref="InvalidOperationException">It was committed or aborted before.</exception>
    public void Abort() => TakeWriter().EndClaim(commits: false);

    private LinkWriter TakeWriter()
    {
        LinkWriter? writer = _writer;
        _writer = null;
        return writer ?? throw new InvalidOperationException("This claim is committed or aborted already.");
    }
}
