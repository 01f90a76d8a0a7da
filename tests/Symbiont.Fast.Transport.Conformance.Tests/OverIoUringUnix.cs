namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as io_uring has it over Unix.</summary>
public sealed class StreamOverIoUringUnix : StreamContract<IoUringUnixTransport>;

/// <summary>The waiting, as io_uring has it over Unix.</summary>
public sealed class WaitingOverIoUringUnix : WaitingContract<IoUringUnixTransport>;

/// <summary>The readiness, as io_uring has it over Unix.</summary>
public sealed class ReadinessOverIoUringUnix : ReadinessContract<IoUringUnixTransport>;

/// <summary>The listener, as io_uring has it over Unix.</summary>
public sealed class ListenerOverIoUringUnix : ListenerContract<IoUringUnixTransport>;

/// <summary>The bus over io_uring and Unix.</summary>
public sealed class BusOverIoUringUnix : BusContract<IoUringUnixTransport>;
