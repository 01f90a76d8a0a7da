namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Unix sockets through an io_uring.</summary>
public sealed class IoUringUnixTransport() : IoUringTransport(new UnixTransport());
