namespace Symbiont.Fast.Interop.Linux;

/// <summary>What a ring can do: <c>IORING_FEAT_…</c> of io_uring_setup(2), with the kernel's values.</summary>
[Flags]
public enum IoUringFeatures : uint
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Both queues are one mapping.</summary>
    SingleMapping = 1 << 0,

    /// <summary>A full completion queue loses nothing.</summary>
    NoDrop = 1 << 1,

    /// <summary>What is not ready waits in a poll, not in a thread of the kernel's.</summary>
    FastPoll = 1 << 5,

    /// <summary>A wait takes a time limit.</summary>
    ExtendedArgument = 1 << 8,

    /// <summary>A submission may ask for no completion when it succeeds.</summary>
    SkipSuccess = 1 << 11,
}
