using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary><c>struct __kernel_timespec</c> (linux/time_types.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelTime
{
    public long Seconds;
    public long Nanoseconds;
}

/// <summary><c>struct io_uring_getevents_arg</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WaitArgument
{
    public ulong SignalMask;
    public uint SignalMaskSize;
    public uint Padding;
    public ulong Time;
}

/// <summary><c>struct io_uring_buf</c> (linux/io_uring.h). In the first one the ring's tail lies over the last field.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProvidedBuffer
{
    public ulong Address;
    public uint Length;
    public ushort Id;
    public ushort Tail;
}

/// <summary><c>struct io_uring_buf_reg</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BufferRingRegistration
{
    public ulong RingAddress;
    public uint RingEntries;
    public ushort Group;
    public ushort Flags;
    public ulong Reserved0;
    public ulong Reserved1;
    public ulong Reserved2;
}

/// <summary><c>struct io_uring_rsrc_update</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUpdate
{
    public uint Offset;
    public uint Reserved;
    public ulong Data;
}

/// <summary><c>struct io_uring_probe</c> (linux/io_uring.h), without its array.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProbeHead
{
    public byte LastOperation;
    public byte Count;
    public ushort Reserved0;
    public uint Reserved1;
    public uint Reserved2;
    public uint Reserved3;
}

/// <summary><c>struct io_uring_probe_op</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProbeEntry
{
    public byte Operation;
    public byte Reserved0;
    public ushort Flags;
    public uint Reserved1;
}
