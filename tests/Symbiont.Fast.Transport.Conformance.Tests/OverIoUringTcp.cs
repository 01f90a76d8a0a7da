namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as io_uring has it over Tcp.</summary>
public sealed class StreamOverIoUringTcp : StreamContract<IoUringTcpTransport>;

/// <summary>The waiting, as io_uring has it over Tcp.</summary>
public sealed class WaitingOverIoUringTcp : WaitingContract<IoUringTcpTransport>;

/// <summary>The readiness, as io_uring has it over Tcp.</summary>
public sealed class ReadinessOverIoUringTcp : ReadinessContract<IoUringTcpTransport>;

/// <summary>The listener, as io_uring has it over Tcp.</summary>
public sealed class ListenerOverIoUringTcp : ListenerContract<IoUringTcpTransport>;

/// <summary>The bus over io_uring and Tcp.</summary>
public sealed class BusOverIoUringTcp : BusContract<IoUringTcpTransport>;
