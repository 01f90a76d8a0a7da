using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>What trying one transport has shown.</summary>
/// <param name="Probe">The transport.</param>
/// <param name="Verdict">How it went.</param>
public sealed record ProbeOutcome(TransportProbe Probe, ProbeVerdict Verdict)
{
    /// <summary>Tries them, one after the other.</summary>
    public static IReadOnlyList<ProbeOutcome> Of(IEnumerable<TransportProbe> probes) =>
        [.. probes.Select(probe => new ProbeOutcome(probe, probe.Run()))];
}
