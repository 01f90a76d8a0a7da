using System.Globalization;

namespace Symbiont.Fast.Allocations.Tests;

/// <summary>What a run allocated on the managed heap.</summary>
/// <param name="Messages">How many messages went from end to end.</param>
/// <param name="ThreadBytes">Bytes that sender, router and receiver allocated.</param>
/// <param name="ProcessBytes">Bytes that the whole process did, test runner included.</param>
/// <param name="Collections">Collections of generation 0 in the whole process.</param>
internal sealed record Allocated(int Messages, long ThreadBytes, long ProcessBytes, int Collections)
{
    public double BytesPerMessage => (double)ThreadBytes / Messages;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Messages:N0} messages: {ThreadBytes:N0} bytes ({BytesPerMessage:F4} a message), "
        + $"{Collections} collections of generation 0; whole process {ProcessBytes:N0} bytes");
}
