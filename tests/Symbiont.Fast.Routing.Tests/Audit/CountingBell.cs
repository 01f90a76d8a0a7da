using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Routing.Tests.Audit;

/// <summary>A doorbell that only counts.</summary>
internal sealed class CountingBell : IDoorbell
{
    public int Rung { get; private set; }

    public void Ring() => Rung++;
}
