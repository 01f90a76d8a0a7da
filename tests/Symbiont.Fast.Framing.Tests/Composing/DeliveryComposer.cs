namespace Symbiont.Fast.Framing.Tests;

/// <summary>Puts delivery bodies together: what a router makes of a batch for one of its destinations.</summary>
internal static class DeliveryComposer
{
    /// <summary>The delivery of run <paramref name="index"/>. Hashes that are not given are filled with 0xDD.</summary>
    public static byte[] Compose(
        BatchComposer batch, int index, IReadOnlyCollection<int>? withheld = null, Func<int, byte[]>? leaf = null,
        byte[]? path = null, byte[]? signature = null)
    {
        path ??= Filled(0xDD, 32 * PathLength(index, batch.Runs.Count));
        leaf ??= _ => Filled(0xDD, 32);
        signature ??= Filled(0xEE, SignatureSuites.Length(batch.Suite));
        byte[] pathHeader = new byte[DeliveryView.PathHeaderSize];
        DeliveryView.WritePathHeader(pathHeader, index, path.Length / 32);
        byte[] run = batch.Runs[index].Bytes(withheld ?? [], leaf);
        return [.. batch.HeaderBytes(), .. run, .. pathHeader, .. path, .. signature];
    }

    private static int PathLength(int index, int leaves)
    {
        int length = 0;
        for (int last = leaves - 1; last > 0; index >>= 1, last >>= 1)
        {
            length += index % 2 == 1 || index < last ? 1 : 0;
        }

        return length;
    }

    private static byte[] Filled(byte value, int length) => [.. Enumerable.Repeat(value, length)];
}
