namespace Symbiont.Fast.Interop.Linux;

/// <summary>How a ring is set up: <c>IORING_SETUP_…</c> of io_uring_setup(2), with the kernel's values.</summary>
[Flags]
public enum IoUringSetup : uint
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>The completion queue's length is given.</summary>
    CompletionQueueSize = 1 << 3,

    /// <summary>Lengths that are too large are made smaller instead of being refused.</summary>
    Clamp = 1 << 4,

    /// <summary>Nothing is taken before <see cref="IoUring.Enable"/>; its caller becomes the single issuer.</summary>
    Disabled = 1 << 6,

    /// <summary>What follows a submission that fails is submitted all the same (Linux 5.18).</summary>
    SubmitAll = 1 << 7,

    /// <summary>Completions wait for the thread to enter the kernel, and do not interrupt it (Linux 5.19).</summary>
    CooperativeTaskRun = 1 << 8,

    /// <summary>That something waits for the thread is shown in <see cref="IoUring.HasKernelWork"/> (Linux 5.19).</summary>
    TaskRunFlag = 1 << 9,

    /// <summary>One thread only submits, waits and registers (Linux 6.0); another one gets EEXIST.</summary>
    SingleIssuer = 1 << 12,

    /// <summary>Completions come about only in <see cref="IoUring.Enter"/> (Linux 6.1); needs a single issuer.</summary>
    DeferTaskRun = 1 << 13,
}
