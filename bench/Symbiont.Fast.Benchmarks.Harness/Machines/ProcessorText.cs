namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Reads what <c>/proc/cpuinfo</c> says. Virtual machines and other architectures leave much out.</summary>
public static class ProcessorText
{
    private const string Unknown = "unknown processor";

    // What decides how fast hashing and AEADs are; x86's names, then ARM's.
    private static readonly string[] Telling =
    [
        "aes", "vaes", "pclmulqdq", "vpclmulqdq", "avx2", "avx512f", "avx512bw", "avx512vl", "sha_ni", "asimd", "pmull",
        "sha2", "sve",
    ];

    /// <summary>The first processor's name.</summary>
    public static string Model(string cpuInfo) => Value(cpuInfo, "model name") ?? Unknown;

    /// <summary>Those of its instruction sets that encryption and hashing care about, in a fixed order.</summary>
    public static IReadOnlyList<string> Instructions(string cpuInfo)
    {
        string flags = Value(cpuInfo, "flags") ?? Value(cpuInfo, "Features") ?? "";
        var present = flags.Split(' ').ToHashSet();
        return [.. Telling.Where(present.Contains)];
    }

    private static string? Value(string cpuInfo, string key)
    {
        foreach (string line in cpuInfo.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(key))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }
}
