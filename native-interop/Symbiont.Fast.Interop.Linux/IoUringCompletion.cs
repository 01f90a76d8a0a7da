using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>One completion, laid out as the kernel's <c>struct io_uring_cqe</c> (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct IoUringCompletion
{
    private const uint BufferFlag = 1 << 0;
    private const uint MoreFlag = 1 << 1;
    private const int BufferShift = 16;

    private readonly ulong _userData;
    private readonly int _result;
    private readonly uint _flags;

    /// <summary>A value as the kernel would write it; for tests.</summary>
    /// <param name="userData">What the submission bore.</param>
    /// <param name="result">Its result.</param>
    /// <param name="flags"><c>IORING_CQE_F_…</c>.</param>
    public IoUringCompletion(ulong userData, int result, uint flags) =>
        (_userData, _result, _flags) = (userData, result, flags);

    /// <summary>What the submission bore.</summary>
    public ulong UserData => _userData;

    /// <summary>What the system call would have returned; a negated errno when it failed.</summary>
    public int Result => _result;

    /// <summary>True when the same submission will have further completions.</summary>
    public bool HasMore => (_flags & MoreFlag) != 0;

    /// <summary>True when the bytes are in a provided buffer.</summary>
    public bool HasBuffer => (_flags & BufferFlag) != 0;

    /// <summary>That buffer's number.</summary>
    public int Buffer => (int)(_flags >> BufferShift);
}
