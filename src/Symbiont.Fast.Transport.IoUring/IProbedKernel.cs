using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>What <see cref="IoUringProbe"/> asks, in this order; tests put refusals in its place.</summary>
internal interface IProbedKernel : IDisposable
{
    /// <summary>Sets a ring up.</summary>
    /// <exception cref="SystemCallException">Refused.</exception>
    void SetUp(IoUringSetup setup);

    /// <summary>Of the ring that was set up.</summary>
    IoUringFeatures Features { get; }

    /// <summary>Which operations there are.</summary>
    /// <exception cref="SystemCallException">It does not say.</exception>
    bool[] AskOperations();

    /// <summary>Receives a byte through the ring in the way the driver does; says what failed otherwise.</summary>
    /// <exception cref="SystemCallException">Refused.</exception>
    bool TryRoundTrip(out string failure);
}
