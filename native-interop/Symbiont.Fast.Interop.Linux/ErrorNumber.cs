using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>Errors of the kernel's (errno(3)), for results that are no exception.</summary>
public static class ErrorNumber
{
    /// <summary>EPERM.</summary>
    public static int NotPermitted => LibC.EPERM;

    /// <summary>EINTR: a signal came.</summary>
    public static int Interrupted => LibC.EINTR;

    /// <summary>EAGAIN.</summary>
    public static int TryAgain => LibC.EAGAIN;

    /// <summary>ENOMEM.</summary>
    public static int NoMemory => LibC.ENOMEM;

    /// <summary>EBUSY.</summary>
    public static int Busy => LibC.EBUSY;

    /// <summary>EINVAL.</summary>
    public static int Invalid => LibC.EINVAL;

    /// <summary>ENFILE: the system has no more files to give.</summary>
    public static int SystemFilesUsedUp => LibC.ENFILE;

    /// <summary>EMFILE: the process may have no more descriptors.</summary>
    public static int DescriptorsUsedUp => LibC.EMFILE;

    /// <summary>ENOSYS.</summary>
    public static int NoSuchCall => LibC.ENOSYS;

    /// <summary>ETIME: a ring's wait is over.</summary>
    public static int TimeIsOver => LibC.ETIME;

    /// <summary>ENOBUFS.</summary>
    public static int NoBuffers => LibC.ENOBUFS;

    /// <summary>ECANCELED.</summary>
    public static int Cancelled => LibC.ECANCELED;
}
