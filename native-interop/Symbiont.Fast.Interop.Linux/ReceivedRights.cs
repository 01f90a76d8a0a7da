using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>What a read of a Unix socket brought beside its bytes.</summary>
/// <param name="Count">How many descriptors arrived. Some kernels drop some kinds without a word: count them.</param>
/// <param name="WasCut">True when the kernel says that some did not arrive, for example with none left to give.</param>
/// <param name="Errno">Why there were no bytes; 0 when there were, or at the end.</param>
public readonly record struct ReceivedRights(int Count, bool WasCut, int Errno)
{
    /// <summary>True when the read's last byte came with descriptors, or was to.</summary>
    public bool IsMarked => Count > 0 || WasCut;

    /// <summary>True when there was nothing to read, or a signal came.</summary>
    public bool IsNothingYet => Errno == LibC.EAGAIN || WasInterrupted;

    /// <summary>
    /// True when a signal came, as the runtime's own do: a read with a time limit is not taken up again (signal(7)).
    /// </summary>
    public bool WasInterrupted => Errno == LibC.EINTR;
}
