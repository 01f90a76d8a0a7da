using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// <c>struct sockaddr_vm</c> of <c>linux/vm_sockets.h</c> (vsock(7)), in the machine's byte order:
/// <code>
///  0       2           4        8       12      13        16
///  | family | reserved1 | port   | cid    | flags | zero[3] |
/// </code>
/// </summary>
/// <param name="port">The port.</param>
/// <param name="contextId">The context id.</param>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public readonly struct VsockAddress(uint contextId, uint port)
{
    /// <summary>How many bytes it has, as every <c>struct sockaddr</c>.</summary>
    public const int Size = 16;

    /// <summary>AF_VSOCK.</summary>
    public const ushort FamilyNumber = 40;

    /// <summary>VMADDR_CID_ANY: when listening, every context id of this machine.</summary>
    public const uint AnyContext = uint.MaxValue;

    /// <summary>VMADDR_CID_LOCAL: this machine itself, where the loopback transport is loaded.</summary>
    public const uint LocalContext = 1;

    /// <summary>VMADDR_CID_HOST: the host, from inside a guest.</summary>
    public const uint HostContext = 2;

    /// <summary>VMADDR_PORT_ANY: when listening, a port of the kernel's choice.</summary>
    public const uint AnyPort = uint.MaxValue;

    [FieldOffset(0)]
    private readonly ushort _family = FamilyNumber;

    [FieldOffset(4)]
    private readonly uint _port = port;

    [FieldOffset(8)]
    private readonly uint _contextId = contextId;

    /// <summary>AF_VSOCK, unless the kernel wrote something else.</summary>
    public ushort Family => _family;

    /// <summary>The port.</summary>
    public uint Port => _port;

    /// <summary>The context id.</summary>
    public uint ContextId => _contextId;

    /// <summary>Takes an address as the kernel wrote it; false when it is none of this family.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VsockAddress address) =>
        MemoryMarshal.TryRead(bytes, out address) && address.Family == FamilyNumber;

    /// <summary>Writes it for the kernel; all other bytes are zero, as it demands.</summary>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, in this);
        return Size;
    }
}
