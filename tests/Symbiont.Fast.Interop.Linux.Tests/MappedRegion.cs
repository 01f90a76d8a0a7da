using System.Globalization;

namespace Symbiont.Fast.Tests;

/// <summary>What the kernel says about one mapping of this process: a block of /proc/self/smaps (proc(5)).</summary>
internal sealed record MappedRegion(ulong Start, ulong End, string Permissions, IReadOnlyList<string> Flags)
{
    /// <summary>Pages no access is allowed to.</summary>
    public bool IsGuard => Permissions.StartsWith("---", StringComparison.Ordinal);

    /// <summary>mlock is in force.</summary>
    public bool IsLocked => Flags.Contains("lo");

    /// <summary>Left out of core dumps.</summary>
    public bool IsExcludedFromDumps => Flags.Contains("dd");

    /// <summary>Small pages only.</summary>
    public bool AvoidsHugePages => Flags.Contains("nh");

    /// <summary>The region that contains an address; skips the test where the kernel has no smaps.</summary>
    public static MappedRegion Of(ulong address)
    {
        MappedRegion? region = Find(address);
        Assert.True(region is not null, "The address is not mapped.");
        return region;
    }

    /// <summary>The region that contains an address, if any.</summary>
    public static MappedRegion? Find(ulong address) =>
        All().FirstOrDefault(region => region.Start <= address && address < region.End);

    private static List<MappedRegion> All()
    {
        const string Smaps = "/proc/self/smaps";
        Assert.SkipUnless(File.Exists(Smaps), "This kernel has no smaps to ask.");
        List<MappedRegion> regions = [];
        foreach (string line in File.ReadLines(Smaps))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] range = words[0].Split('-');
            if (range.Length == 2)
            {
                ulong start = ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                ulong end = ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                regions.Add(new MappedRegion(start, end, words[1], []));
            }
            else if (words[0] == "VmFlags:")
            {
                regions[^1] = regions[^1] with { Flags = words[1..] };
            }
        }

        return regions;
    }
}
