using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Tool;

/// <summary>Whether sealed memory can be made here and handed over a Unix socket.</summary>
internal static class MemoryProbe
{
    public static ProbeVerdict Run()
    {
        SharedMemoryProbeResult found = SharedMemoryProbe.Run();
        return new ProbeVerdict(found.IsUsable, found.Reason);
    }
}
