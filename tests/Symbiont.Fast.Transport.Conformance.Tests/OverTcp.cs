namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as Tcp has it.</summary>
public sealed class StreamOverTcp : StreamContract<TcpTransport>;

/// <summary>The waiting, as Tcp has it.</summary>
public sealed class WaitingOverTcp : WaitingContract<TcpTransport>;

/// <summary>The readiness, as Tcp has it.</summary>
public sealed class ReadinessOverTcp : ReadinessContract<TcpTransport>;

/// <summary>The listener, as Tcp has it.</summary>
public sealed class ListenerOverTcp : ListenerContract<TcpTransport>;

/// <summary>The bus over Tcp.</summary>
public sealed class BusOverTcp : BusContract<TcpTransport>;
