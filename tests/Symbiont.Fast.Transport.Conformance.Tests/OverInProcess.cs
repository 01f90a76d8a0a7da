namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as InProcess has it.</summary>
public sealed class StreamOverInProcess : StreamContract<InProcessTransport>;

/// <summary>The waiting, as InProcess has it.</summary>
public sealed class WaitingOverInProcess : WaitingContract<InProcessTransport>;

/// <summary>The readiness, as InProcess has it.</summary>
public sealed class ReadinessOverInProcess : ReadinessContract<InProcessTransport>;

/// <summary>The listener, as InProcess has it.</summary>
public sealed class ListenerOverInProcess : ListenerContract<InProcessTransport>;

/// <summary>The bus over InProcess.</summary>
public sealed class BusOverInProcess : BusContract<InProcessTransport>;
