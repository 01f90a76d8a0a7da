using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Tests;

/// <summary>Counts how often it was rung.</summary>
internal sealed class CountingBell : IDoorbell
{
    public int Rings { get; private set; }

    public void Ring() => Rings++;
}
