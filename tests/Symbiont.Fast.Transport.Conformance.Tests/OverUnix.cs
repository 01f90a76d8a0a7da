namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as Unix has it.</summary>
public sealed class StreamOverUnix : StreamContract<UnixTransport>;

/// <summary>The waiting, as Unix has it.</summary>
public sealed class WaitingOverUnix : WaitingContract<UnixTransport>;

/// <summary>The readiness, as Unix has it.</summary>
public sealed class ReadinessOverUnix : ReadinessContract<UnixTransport>;

/// <summary>The listener, as Unix has it.</summary>
public sealed class ListenerOverUnix : ListenerContract<UnixTransport>;

/// <summary>The bus over Unix.</summary>
public sealed class BusOverUnix : BusContract<UnixTransport>;
