namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>What <see cref="SharedMemoryProbe"/> found.</summary>
/// <param name="IsUsable">True when sealed memory can be made and handed over.</param>
/// <param name="HasEventFd">True when an eventfd arrives with it; else the socket wakes.</param>
/// <param name="Reason">Why, in words for a person.</param>
public sealed record SharedMemoryProbeResult(bool IsUsable, bool HasEventFd, string Reason);
