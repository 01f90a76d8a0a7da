using System.Reflection;
using System.Runtime.InteropServices;

namespace Symbiont.Fast.Concurrent.Tests;

public sealed class RingPositionsTests
{
    [Fact]
    public void Fields_of_different_writers_and_readers_are_128_bytes_apart_and_from_the_edges()
    {
        Type positions = typeof(OneToOneRing).Assembly.GetType("Symbiont.Fast.Concurrent.RingPositions", true)!;
        int OffsetOf(string field) => (int)Marshal.OffsetOf(positions, field);

        int[][] groups =
        [
            [OffsetOf("Tail")],
            [OffsetOf("HeadSeen"), OffsetOf("ClaimEnd")],
            [OffsetOf("Head")],
            [OffsetOf("TailSeen"), OffsetOf("PeekEnd")],
        ];

        // Every field belongs to a group: a new one must be thought about here.
        Assert.Equal(
            groups.Sum(group => group.Length),
            positions.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length);
        Assert.Equal(groups.Length, groups.Select(group => group[0] / 128).Distinct().Count());
        Assert.All(groups, group => Assert.Single(group.Select(offset => offset / 128).Distinct()));
        Assert.True(groups.Min(group => group[0]) >= 128);
        Assert.True(Marshal.SizeOf(positions) - groups.Max(group => group[^1] + 8) >= 112);
    }
}
