using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Benchmarks.MessagePath;

/// <summary>
/// <c>message-path</c>: what a message costs its sender, the router and its destination, over batch and payload sizes.
/// Exits with 1 when a stage allocated.
/// </summary>
internal static class PathTable
{
    private static readonly int[] Batches = [1, 16, 64, 256];
    private static readonly int[] Payloads = [64, 256, 1024, 16_384];

    public static int Print()
    {
        AeadSuites.TryChoose(AeadSuites.SupportedHere, AeadSuites.SupportedHere, out AeadSuite suite);
        Console.WriteLine(
            $"{ProcessorName()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; "
            + $"{RuntimeInformation.FrameworkDescription}");
        Console.WriteLine(
            $"links {AeadSuites.Name(suite)}; hashing {Lanes()}; one thread, no sockets; "
            + "audited: with a record of each message in the ring to the journal, whose own work is not in it; "
            + "10 rounds of warm-up, lower decile of 21, processor time; each stage copies its result aside");
        Console.WriteLine("ns a message, and bytes allocated a message");
        Console.WriteLine();
        Console.WriteLine("| payload B | batch | filled | sender ns | B | router ns | B | audited ns | B | destination ns | B |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        bool allocated = false;
        foreach (int payload in Payloads)
        {
            foreach (int batch in Batches)
            {
                PathMeasurement cell = PathMeasurement.Run(batch, payload, audited: false);
                PathMeasurement audited = PathMeasurement.Run(batch, payload, audited: true);
                allocated |= cell.Sender.Bytes + cell.Router.Bytes + cell.Destination.Bytes + audited.Router.Bytes > 0;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {payload} | {batch} | {cell.Filled} | {Text(cell.Sender)} | {Text(cell.Router)} | "
                    + $"{Text(audited.Router)} | {Text(cell.Destination)} |"));
            }
        }

        Console.WriteLine();
        Console.WriteLine("filled: a sender closes a batch at 128 KiB, so larger payloads make smaller batches.");
        return allocated ? 1 : 0;
    }

    private static string Text((double Nanoseconds, double Bytes) stage) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage.Nanoseconds:N0} | {stage.Bytes:0.##}");

    private static string Lanes() => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? "16 lanes (AVX-512)"
        : Avx2.IsSupported ? "8 lanes (AVX2)"
        : "by the platform";

    private static string ProcessorName()
    {
        const string Key = "model name";
        string? line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(text => text.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
