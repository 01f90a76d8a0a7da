using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>Tries what this transport needs of the kernel, within this process and without a file.</summary>
public static class SharedMemoryProbe
{
    private const int Page = 4096;

    private static readonly byte[] s_one = [1];

    /// <summary>Makes sealed memory, sends it to itself with an eventfd, and counts what arrives.</summary>
    public static SharedMemoryProbeResult Run()
    {
        try
        {
            using var memory = SealedMemory.Create(Page);
            using var bell = new EventFd();
            return Exchange(memory, bell);
        }
        catch (Exception refused) when (refused is SystemCallException or SocketException)
        {
            return new SharedMemoryProbeResult(IsUsable: false, HasEventFd: false, refused.Message);
        }
    }

    private static SharedMemoryProbeResult Exchange(SealedMemory memory, EventFd bell)
    {
        if (memory.TryResize(2 * Page) || memory.TryResize(0))
        {
            return new SharedMemoryProbeResult(IsUsable: false, HasEventFd: false, "the seals do not hold");
        }

        // In the abstract name space, under a name that the kernel chooses (unix(7)).
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0symbiont-probe-" + Guid.NewGuid().ToString("N")));
        listener.Listen(1);
        using var to = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        to.Connect(listener.LocalEndPoint!);
        using Socket from = listener.Accept();
        if (SocketRights.Send((int)from.Handle, s_one, [memory.Descriptor, bell.Descriptor]) != 1)
        {
            return new SharedMemoryProbeResult(IsUsable: false, HasEventFd: false, "descriptors cannot be sent");
        }

        Span<int> arrived = stackalloc int[SocketRights.MaxDescriptors];
        SocketRights.Receive((int)to.Handle, new byte[1], waits: false, arrived, out ReceivedRights rights);
        foreach (int descriptor in arrived[..rights.Count])
        {
            SocketRights.Close(descriptor);
        }

        return rights.Count switch
        {
            0 => new SharedMemoryProbeResult(IsUsable: false, HasEventFd: false, "descriptors do not arrive"),
            1 => new SharedMemoryProbeResult(IsUsable: true, HasEventFd: false, "no eventfd arrives; the socket wakes"),
            _ => new SharedMemoryProbeResult(IsUsable: true, HasEventFd: true, "memory and eventfd arrive"),
        };
    }
}
