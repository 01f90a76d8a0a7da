using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>The error numbers (errno(3)) that callers of <see cref="StreamSocket"/> tell apart.</summary>
public static class Errno
{
    /// <summary>EAGAIN: nothing can move now.</summary>
    public static int WouldBlock => LibC.EAGAIN;

    /// <summary>EINTR: a signal came in between; ask again.</summary>
    public static int Interrupted => LibC.EINTR;

    /// <summary>EINPROGRESS: connecting has begun.</summary>
    public static int InProgress => LibC.EINPROGRESS;

    /// <summary>ECONNABORTED: who waited to be accepted has gone.</summary>
    public static int ConnectionAborted => LibC.ECONNABORTED;

    /// <summary>ECONNREFUSED: nobody listens there.</summary>
    public static int ConnectionRefused => LibC.ECONNREFUSED;

    /// <summary>ECONNRESET: the peer broke the connection off. AF_VSOCK also says so when nobody listens.</summary>
    public static int ConnectionReset => LibC.ECONNRESET;

    /// <summary>ETIMEDOUT: no answer.</summary>
    public static int TimedOut => LibC.ETIMEDOUT;

    /// <summary>EADDRINUSE: another listens there.</summary>
    public static int AddressInUse => LibC.EADDRINUSE;

    /// <summary>EADDRNOTAVAIL: no such address here.</summary>
    public static int AddressNotAvailable => LibC.EADDRNOTAVAIL;

    /// <summary>EAFNOSUPPORT: this kernel, or this sandbox, has no such family of sockets.</summary>
    public static int FamilyNotSupported => LibC.EAFNOSUPPORT;

    /// <summary>ENODEV: AF_VSOCK says so when it has no way to that context.</summary>
    public static int NoDevice => LibC.ENODEV;

    /// <summary>ENOENT: no such file.</summary>
    public static int NoEntry => LibC.ENOENT;

    /// <summary>ENETUNREACH: no way there.</summary>
    public static int NetworkUnreachable => LibC.ENETUNREACH;

    /// <summary>EHOSTUNREACH: no way there.</summary>
    public static int HostUnreachable => LibC.EHOSTUNREACH;

    /// <summary>EACCES: not allowed.</summary>
    public static int AccessDenied => LibC.EACCES;

    /// <summary>EPERM: not allowed; a seccomp profile usually says so.</summary>
    public static int NotPermitted => LibC.EPERM;

    /// <summary>ENOSYS: no such system call; some seccomp profiles say so.</summary>
    public static int NotImplemented => LibC.ENOSYS;

    /// <summary>What the C library says of an error number.</summary>
    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
