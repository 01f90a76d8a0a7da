using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary><c>struct io_sqring_offsets</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    public uint Head;
    public uint Tail;
    public uint RingMask;
    public uint RingEntries;
    public uint Flags;
    public uint Dropped;
    public uint Array;
    public uint Reserved;
    public ulong UserAddress;
}

/// <summary><c>struct io_cqring_offsets</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    public uint Head;
    public uint Tail;
    public uint RingMask;
    public uint RingEntries;
    public uint Overflow;
    public uint Completions;
    public uint Flags;
    public uint Reserved;
    public ulong UserAddress;
}

/// <summary><c>struct io_uring_params</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoUringParameters
{
    public uint SubmissionEntries;
    public uint CompletionEntries;
    public uint Flags;
    public uint PollThreadCpu;
    public uint PollThreadIdle;
    public uint Features;
    public uint WorkerDescriptor;
    public uint Reserved0;
    public uint Reserved1;
    public uint Reserved2;
    public SubmissionOffsets Submissions;
    public CompletionOffsets Completions;
}
