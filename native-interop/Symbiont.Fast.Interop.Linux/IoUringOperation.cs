namespace Symbiont.Fast.Interop.Linux;

/// <summary>Operations: <c>IORING_OP_…</c> of io_uring_enter(2), with the kernel's values; those that are used here.
/// </summary>
public enum IoUringOperation : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Waits for readiness.</summary>
    PollAdd = 6,

    /// <summary>Accepts connections.</summary>
    Accept = 13,

    /// <summary>Ends another operation.</summary>
    AsyncCancel = 14,

    /// <summary>send(2).</summary>
    Send = 26,

    /// <summary>recv(2).</summary>
    Receive = 27,
}
