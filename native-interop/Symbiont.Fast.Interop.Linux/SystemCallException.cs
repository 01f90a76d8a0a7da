using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>A system call that this room does not expect to fail has failed.</summary>
public sealed class SystemCallException : IOException
{
    /// <summary>Names the call and keeps its error number.</summary>
    /// <param name="call">The call as its manual page names it, such as <c>mmap</c>.</param>
    /// <param name="errno">The error number the kernel returned.</param>
    public SystemCallException(string call, int errno)
        : base($"{call} failed: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Call = call;
        Errno = errno;
    }

    /// <summary>The call as its manual page names it.</summary>
    public string Call { get; }

    /// <summary>The error number the kernel returned.</summary>
    public int Errno { get; }
}
