namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>The stream, from the host into the guest.</summary>
public sealed class StreamOverHybridFromHost : StreamContract<HybridFromHostTransport>;

/// <summary>The waiting, from the host into the guest.</summary>
public sealed class WaitingOverHybridFromHost : WaitingContract<HybridFromHostTransport>;

/// <summary>The readiness, from the host into the guest.</summary>
public sealed class ReadinessOverHybridFromHost : ReadinessContract<HybridFromHostTransport>;

/// <summary>The listener, from the host into the guest.</summary>
public sealed class ListenerOverHybridFromHost : ListenerContract<HybridFromHostTransport>;

/// <summary>The stream, from the guest to the host.</summary>
public sealed class StreamOverHybridFromGuest : StreamContract<HybridFromGuestTransport>;

/// <summary>The waiting, from the guest to the host.</summary>
public sealed class WaitingOverHybridFromGuest : WaitingContract<HybridFromGuestTransport>;

/// <summary>The readiness, from the guest to the host.</summary>
public sealed class ReadinessOverHybridFromGuest : ReadinessContract<HybridFromGuestTransport>;

/// <summary>The listener, from the guest to the host.</summary>
public sealed class ListenerOverHybridFromGuest : ListenerContract<HybridFromGuestTransport>;

/// <summary>The bus, with agents in the guest, and some that come through the machine's own socket.</summary>
public sealed class BusOverHybridFromGuest : BusContract<HybridFromGuestTransport>;
