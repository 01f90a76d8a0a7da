namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>TCP over loopback through an io_uring.</summary>
public sealed class IoUringTcpTransport() : IoUringTransport(new TcpTransport());
