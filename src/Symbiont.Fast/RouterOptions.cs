using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast;

/// <summary>Everything a router is started with. Every capacity is here, with its default.</summary>
public sealed record RouterOptions
{
    /// <summary>The router's key and whom it trusts. The router does not dispose of it.</summary>
    public required RouterIdentity Identity { get; init; }

    /// <summary>The listeners; several may share a tier.</summary>
    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    /// <summary>The rules, in order; what no rule allows is refused.</summary>
    public required IReadOnlyList<CommunicationPolicy> Policies { get; init; }

    /// <summary>The audit log's file; null for none, which only a policy without audited rules permits.</summary>
    public string? AuditPath { get; init; }

    /// <summary>
    /// The file in which the router remembers the epochs it gave, so that a restart accepts nothing a second time; null
    /// for a router whose agents all go with it, as in tests.
    /// </summary>
    public string? EpochPath { get; init; }

    /// <summary>
    /// The revocation list that the authority publishes; null for none. The newest list that was accepted is kept beside
    /// <see cref="EpochPath"/>, as <c>.revocations</c>, when that is given.
    /// </summary>
    public string? RevocationPath { get; init; }

    /// <summary>
    /// The file in which other processes see the counters (<see cref="CounterFileReader"/>), best in memory (tmpfs); null
    /// for counters that only <see cref="MessageRouter.Counters"/> shows. Of several routers, each has its own.
    /// </summary>
    public string? CounterPath { get; init; }

    /// <summary>Which threads turn the router.</summary>
    public ThreadingMode ThreadingMode { get; init; } = ThreadingMode.Shared;

    /// <summary>
    /// In <see cref="ThreadingMode.Dedicated"/>, threads for the router and the buses, at least 2: each of the <see
    /// cref="RouterShards"/> has one, the buses share the others, and the conductor has one beside them.
    /// </summary>
    public int Threads { get; init; } = 2;

    /// <summary>
    /// How many shards route, 1 to 64: each agent belongs to one, which judges and records what it sends. More of them
    /// than one are for <see cref="ThreadingMode.Dedicated"/>; else one thread turns them all.
    /// </summary>
    public int RouterShards { get; init; } = 1;

    /// <summary>The same options with so many threads: one shared, or more of them dedicated.</summary>
    public RouterOptions WithThreads(int threads) => threads == 1
        ? this with { ThreadingMode = ThreadingMode.Shared }
        : this with { ThreadingMode = ThreadingMode.Dedicated, Threads = threads };

    /// <summary>
    /// The cores that the engine threads are pinned to, in turn: the router's first, then those of the buses, then the
    /// conductor's. Empty for wherever the kernel puts them.
    /// </summary>
    public IReadOnlyList<int> Cores { get; init; } = [];

    /// <summary>What moves the bytes of Unix and TCP sockets.</summary>
    public SocketDriver SocketDriver { get; init; }

    /// <summary>What the threads do while there is nothing to do.</summary>
    public IdleStrategy IdleStrategy { get; init; } = IdleStrategy.Backoff;

    /// <summary>The ring from each bus to each shard of the router, in bytes, a power of two; at least 1 MiB.</summary>
    public int BusBufferBytes { get; init; } = 1 << 20;

    /// <summary>The ring from the router to each session, in bytes, a power of two; at least 1 MiB.</summary>
    public int EgressBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Each of the two rings that a session over shared memory has with its agent, in bytes, a power of two, 4 KiB to
    /// 16 MiB. The agent's memory and the router's are the same, two rings and a page; a page of it takes memory from
    /// its first use on.
    /// </summary>
    public int SharedMemoryRingBytes { get; init; } = 1 << 18;

    /// <summary>
    /// The most sessions of a bus that have shared memory, with the defaults 516 MiB when all have used all of it.
    /// Those beyond stay on the socket.
    /// </summary>
    public int MaxSharedMemorySessionsPerBus { get; init; } = 1024;

    /// <summary>The ring from each shard to the audit writer, in bytes, a power of two.</summary>
    public int AuditBytes { get; init; } = 1 << 22;

    /// <summary>The most connections of a bus, unauthenticated ones included.</summary>
    public int MaxSessionsPerBus { get; init; } = 16_384;

    /// <summary>
    /// The most connections of a bus that have not proven who they are. More than a peer's burst and what it may begin
    /// within <see cref="HandshakeTimeout"/>, so that one peer alone cannot take all places.
    /// </summary>
    public int MaxHandshakesPerBus { get; init; } = 1024;

    /// <summary>
    /// The most first frames of a bus that wait for the conductor; at half a millisecond each, what comes later would
    /// wait for longer than it is worth.
    /// </summary>
    public int HandshakeQueueLength { get; init; } = 256;

    /// <summary>
    /// Handshakes a second that one peer may begin at one listener: one user of a Unix socket, one address over TCP.
    /// </summary>
    public int HandshakesPerSecondPerPeer { get; init; } = 100;

    /// <summary>Handshakes that one peer may begin at once.</summary>
    public int HandshakeBurstPerPeer { get; init; } = 300;

    /// <summary>How many peers' budgets a bus remembers; the one unused for longest gives way.</summary>
    public int MaxPeersPerBus { get; init; } = 4096;

    /// <summary>The most lanes an agent's session may have, 1 to 8; each takes a connection of its bus.</summary>
    public int MaxLanesPerSession { get; init; } = WireLimits.MaxLanes;

    /// <summary>The most agents the router remembers.</summary>
    public int MaxAgents { get; init; } = 65_536;

    /// <summary>
    /// Accept handshakes without ML-KEM-768, too. Their sessions can be read later by whoever records them now and has
    /// a quantum computer then.
    /// </summary>
    public bool AllowClassicalHandshake { get; init; }

    /// <summary>How long a peer may take to prove who it is.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long link keys are used.</summary>
    public KeyLifetimes KeyLifetimes { get; init; } = KeyLifetimes.Default;

    /// <summary>How long a stop waits for messages that are on their way.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far message timestamps may be off.</summary>
    public TimestampWindows TimestampWindows { get; init; } = TimestampWindows.Default;

    /// <summary>How many rate buckets a shard has, and how many verifications a sender gets.</summary>
    public RateLimiterOptions RateLimiter { get; init; } = new();

    /// <summary>How long, and how much, may wait for a destination's room where the policy lets it.</summary>
    public FlowControlOptions FlowControl { get; init; } = new();

    /// <summary>The permissions of the Unix sockets' files.</summary>
    public UnixFileMode SocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The clock.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    internal void ThrowIfUnfit()
    {
        // A record may take half a ring, and the largest frame must fit one.
        const int MinBusBuffer = 1 << 20;
        const int MinEgress = 1 << 20;
        const int MaxShards = 64;
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(RouterShards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RouterShards, MaxShards);
        if (ThreadingMode == ThreadingMode.Dedicated)
        {
            // Each shard's, and at least one for the buses.
            ArgumentOutOfRangeException.ThrowIfLessThan(Threads, RouterShards + 1);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(BusBufferBytes, MinBusBuffer);
        ArgumentOutOfRangeException.ThrowIfLessThan(EgressBytes, MinEgress);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSessionsPerBus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSharedMemorySessionsPerBus, 0);
        KeyLifetimes.ThrowIfUnfit();
        FlowControl.ThrowIfUnfit();
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHandshakesPerBus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandshakeQueueLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandshakesPerSecondPerPeer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(HandshakeBurstPerPeer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeersPerBus, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLanesPerSession, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLanesPerSession, WireLimits.MaxLanes);
        ArgumentOutOfRangeException.ThrowIfZero(Listeners.Count, nameof(Listeners));
        foreach (ListenerOptions listener in Listeners)
        {
            listener.ThrowIfUnfit();
        }

        if (Listeners.Any(listener => listener.ExpectedPeer?.ControlGroup is not null))
        {
            PeerProcesses.ThrowIfNotTold();
        }

        if (AuditPath is null && Policies.Any(policy => policy.SecurityRequirements.AuditLogging))
        {
            throw new ArgumentException(
                "The policy asks for audit, and no audit log is configured.", nameof(AuditPath));
        }
    }
}
