namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, as shared memory has it.</summary>
public sealed class StreamOverSharedMemory : StreamContract<SharedMemoryTransport>;

/// <summary>The waiting, as shared memory has it.</summary>
public sealed class WaitingOverSharedMemory : WaitingContract<SharedMemoryTransport>;

/// <summary>The readiness, as shared memory has it.</summary>
public sealed class ReadinessOverSharedMemory : ReadinessContract<SharedMemoryTransport>;

/// <summary>The listener, as shared memory has it.</summary>
public sealed class ListenerOverSharedMemory : ListenerContract<SharedMemoryTransport>;

/// <summary>The bus over shared memory.</summary>
public sealed class BusOverSharedMemory : BusContract<SharedMemoryTransport>;

/// <summary>The stream without an eventfd.</summary>
public sealed class StreamOverSharedMemoryWithoutBell : StreamContract<SharedMemoryWithoutBell>;

/// <summary>The waiting without an eventfd.</summary>
public sealed class WaitingOverSharedMemoryWithoutBell : WaitingContract<SharedMemoryWithoutBell>;

/// <summary>The readiness without an eventfd.</summary>
public sealed class ReadinessOverSharedMemoryWithoutBell : ReadinessContract<SharedMemoryWithoutBell>;

/// <summary>The stream before memory is offered.</summary>
public sealed class StreamOverSharedMemoryUnoffered : StreamContract<SharedMemoryUnoffered>;

/// <summary>The waiting before memory is offered.</summary>
public sealed class WaitingOverSharedMemoryUnoffered : WaitingContract<SharedMemoryUnoffered>;

/// <summary>The readiness before memory is offered.</summary>
public sealed class ReadinessOverSharedMemoryUnoffered : ReadinessContract<SharedMemoryUnoffered>;
