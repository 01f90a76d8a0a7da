using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.IoUring;

namespace Symbiont.Fast.Tool;

/// <summary>Whether the router's Unix and TCP sockets can be driven by io_uring(7) here.</summary>
internal static class RingProbe
{
    public static ProbeVerdict Run()
    {
        IoUringProbe found = IoUringProbe.Run();
        return new ProbeVerdict(
            found.Usable, found.Usable ? string.Join(", ", found.Features) : $"{found.Reason}; epoll drives the sockets");
    }
}
