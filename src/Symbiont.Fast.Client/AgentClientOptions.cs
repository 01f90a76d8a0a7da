using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>How a client connects and behaves.</summary>
public sealed record AgentClientOptions
{
    /// <summary>Where the tier's bus listens.</summary>
    public required TransportEndPoint EndPoint { get; init; }

    /// <summary>
    /// Other ways to the same router, in order of preference, each with the same listener's id: tried when
    /// <see cref="EndPoint"/> cannot be reached. Only what keeps a connection from coming about goes on to the next; what
    /// the router says, or does not say, once one stands is its answer.
    /// </summary>
    public IReadOnlyList<TransportEndPoint> FallbackEndPoints { get; init; } = [];

    /// <summary>The listener's id, as provisioned.</summary>
    public required string ListenerId { get; init; }

    /// <summary>
    /// How long connecting and each step of the handshake may take. Several endpoints share the first: each has an equal
    /// part of what is left.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Shake hands without ML-KEM-768, with a router that allows it.</summary>
    public bool ClassicalHandshake { get; init; }

    /// <summary>
    /// The AEAD suites the link may use, as bits of <see cref="AeadSuites.Bit"/>; the router takes the fastest.
    /// </summary>
    public ushort OfferedSuites { get; init; } = AeadSuites.SupportedHere;

    /// <summary>How long a write to the link may block before the session is given up.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call, a receipt or a name's resolution is waited for.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Sign what is sent. Off, messages pass only on paths whose rule says that no signature is required.
    /// </summary>
    public bool SignMessages { get; init; } = true;

    /// <summary>Deliver only what is signed.</summary>
    public bool RequireSignatures { get; init; } = true;

    /// <summary>
    /// Deliver Confidential and Secret messages only when their senders have sealed them. Clients with encryption on do
    /// so unasked; this is for agents that would rather miss a message than work on one the router could read.
    /// </summary>
    public bool RequireSeals { get; init; }

    /// <summary>
    /// Confidential and Secret payloads leave only sealed end to end. Off, they travel under the hop's protection
    /// alone, unless <see cref="SendOptions.Seal"/> asks for the seal.
    /// </summary>
    public bool EncryptionEnabled { get; init; } = true;

    /// <summary>The AEAD suites that seals may have: bit (1 &lt;&lt; suite) for each.</summary>
    public ushort SealSuites { get; init; } = Session.SealSuites.SupportedHere;

    /// <summary>
    /// How many received messages wait for <see cref="AgentClient.ReceiveAsync"/> before the link is held.
    /// </summary>
    public int ReceiveCapacity { get; init; } = 1024;

    /// <summary>
    /// How many links the session has, 1 to 8, each with a receive thread of its own. Each other agent belongs to one of
    /// them, so the order between two agents is kept; with several, handlers run on several threads at once.
    /// </summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Which thread receives.</summary>
    public ClientThreading Threading { get; init; } = ClientThreading.Dedicated;

    /// <summary>How long link keys are used.</summary>
    public KeyLifetimes KeyLifetimes { get; init; } = KeyLifetimes.Default;

    /// <summary>
    /// How far a session follows the router's clock away from what the agent knows of the time itself; from zero to a
    /// year. A hostile router can hold messages back for so long at each end. The agent knows its own clock, and that
    /// it is not earlier than its credential.
    /// </summary>
    public TimeSpan MaxClockOffset { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The host's clocks.</summary>
    public IClock Clock { get; init; } = SystemClock.Instance;

    internal void ThrowIfUnfit()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxClockOffset, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxClockOffset, TimeSpan.FromDays(366));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(FallbackEndPoints.Count, EndPointList.Most);
    }
}
