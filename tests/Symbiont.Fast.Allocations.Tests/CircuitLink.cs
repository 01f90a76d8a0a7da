namespace Symbiont.Fast.Allocations.Tests;

/// <summary>Over what the agents are linked with the router.</summary>
public enum CircuitLink
{
    /// <summary>Byte rings in the process.</summary>
    InProcess,

    /// <summary>A Unix socket.</summary>
    Unix,

    /// <summary>Rings in memory that the router handed over.</summary>
    SharedMemory,
}
