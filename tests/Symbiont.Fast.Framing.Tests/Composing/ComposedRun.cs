namespace Symbiont.Fast.Framing.Tests;

/// <summary>A run as a test wants it.</summary>
internal sealed record ComposedRun(
    uint Handle, ulong FirstSequence, ulong RunNumber, IReadOnlyList<ComposedMessage> Messages)
{
    /// <summary>Run header and messages.</summary>
    public byte[] Bytes() => Frame([.. Messages.SelectMany(message => message.PaddedBytes())]);

    /// <summary>
    /// Run header and messages as the router forwards them: those at <paramref name="withheld"/> are replaced by their
    /// leaf hashes.
    /// </summary>
    public byte[] Bytes(IReadOnlyCollection<int> withheld, Func<int, byte[]> leaf) =>
        Frame([.. Messages.SelectMany((m, i) => withheld.Contains(i) ? Withheld(leaf(i)) : m.PaddedBytes())]);

    private byte[] Frame(byte[] messages)
    {
        byte[] bytes = new byte[RunHeader.Size + messages.Length];
        RunHeader.Write(
            bytes, DestinationKind.Agent, Messages.Count, Handle, FirstSequence, RunNumber, messages.Length);
        messages.CopyTo(bytes, RunHeader.Size);
        return bytes;
    }

    private static byte[] Withheld(byte[] leaf)
    {
        byte[] bytes = new byte[MessageHeader.Size + leaf.Length];
        MessageHeader.WriteWithheld(bytes);
        leaf.CopyTo(bytes, MessageHeader.Size);
        return bytes;
    }
}
