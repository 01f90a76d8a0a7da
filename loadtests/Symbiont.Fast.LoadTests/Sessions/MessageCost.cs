namespace Symbiont.Fast.LoadTests;

/// <summary>What messages cost a router in one turn.</summary>
/// <param name="Microseconds">Router processor time a message.</param>
/// <param name="PerSecond">Messages a second.</param>
/// <param name="PerBatch">Messages a batch.</param>
internal readonly record struct MessageCost(double Microseconds, double PerSecond, double PerBatch)
{
    public static MessageCost Between(RouterReading before, RouterReading after, TimeSpan elapsed)
    {
        double messages = Math.Max(1, after.Accepted - before.Accepted);
        return new MessageCost(
            (after.CpuMicroseconds - before.CpuMicroseconds) / messages, messages / elapsed.TotalSeconds,
            messages / Math.Max(1, after.Batches - before.Batches));
    }

    /// <summary>The middle value of each figure.</summary>
    public static MessageCost Median(IReadOnlyList<MessageCost> costs) => new(
        Middle(costs.Select(cost => cost.Microseconds)), Middle(costs.Select(cost => cost.PerSecond)),
        Middle(costs.Select(cost => cost.PerBatch)));

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
