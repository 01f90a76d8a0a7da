namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The agent gets no eventfd, as inside gVisor: it wakes the router over the socket.</summary>
public sealed class SharedMemoryWithoutBell() : SharedMemoryTransport(offers: true, takesBell: false);

/// <summary>Nothing is offered, as to strangers: it stays a Unix socket.</summary>
public sealed class SharedMemoryUnoffered() : SharedMemoryTransport(offers: false, takesBell: true);
