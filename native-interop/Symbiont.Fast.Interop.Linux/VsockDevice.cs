using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary><c>/dev/vsock</c>: what this machine is called by its hypervisor. Any thread.</summary>
public static unsafe class VsockDevice
{
    /// <summary>The device.</summary>
    public const string Path = "/dev/vsock";

    /// <summary>IOCTL_VM_SOCKETS_GET_LOCAL_CID of <c>linux/vm_sockets.h</c>: _IO(7, 0xb9).</summary>
    public const int GetLocalContext = (7 << 8) | 0xb9;

    /// <summary>Asks the device for the machine's own context id. Nothing is connected or bound.</summary>
    /// <param name="contextId"><see cref="VsockAddress.AnyContext"/> where the machine has none.</param>
    /// <returns>0, or the negated error number.</returns>
    public static int FindLocalContext(out uint contextId)
    {
        contextId = VsockAddress.AnyContext;
        fixed (byte* name = FileSystemCalls.Native(Path))
        {
            int number = LibC.open(name, LibC.O_RDONLY | LibC.O_CLOEXEC);
            if (number < 0)
            {
                return -LibC.errno;
            }

            using var device = new FileDescriptor("open", number);
            uint found;
            if (LibC.ioctl(device.Number, GetLocalContext, &found) != 0)
            {
                return -LibC.errno;
            }

            contextId = found;
            return 0;
        }
    }
}
