using System.Security.Cryptography;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The router's side of the link handshake. Nothing is answered to a peer that does not know the router's public key:
/// message 1 carries a tag under a key that only such a peer can derive. One thread, no waiting.
/// </summary>
public sealed class RouterHandshake : IDisposable
{
    private readonly KeyAgreementKey _routerKey;
    private readonly CredentialVerifier _verifier;
    private readonly SandboxTier _tier;
    private readonly string _listenerId;
    private readonly bool _allowsClassical;
    private readonly IReadOnlyList<AgentName>? _agents;
    private HandshakeState? _noise;
    private readonly VerifiedCredential? _continued;
    private readonly LinkSuites _liveSuites;
    private readonly byte[] _binding = [];
    private LinkSuites _suites;
    private bool _ended;

    /// <summary>Prepares a handshake on a listener.</summary>
    /// <param name="routerKey">The router's X25519 key.</param>
    /// <param name="verifier">Judges the credential.</param>
    /// <param name="tier">The listener's tier: the credential's must be the same.</param>
    /// <param name="listenerId">The listener's id.</param>
    /// <param name="allowsClassical">Accept handshakes without ML-KEM, too.</param>
    /// <param name="agents">The agents that the listener is for; null for all of the tier.</param>
    public RouterHandshake(
        KeyAgreementKey routerKey, CredentialVerifier verifier, SandboxTier tier, string listenerId,
        bool allowsClassical = false, IReadOnlyList<AgentName>? agents = null) =>
        (_routerKey, _verifier, _tier, _listenerId, _allowsClassical, _agents)
            = (routerKey, verifier, tier, listenerId, allowsClassical, agents);

    private RouterHandshake(
        KeyAgreementKey routerKey, CredentialVerifier verifier, SandboxTier tier, string listenerId, LinkKeys live,
        VerifiedCredential peer)
        : this(routerKey, verifier, tier, listenerId) =>
        (_continued, _liveSuites, _binding) = (peer, live.Suites, LinkPrologue.Bind(live));

    /// <summary>
    /// Prepares a handshake inside a live session: it must be the session's peer, with the session's suites.
    /// </summary>
    /// <param name="routerKey">The router's X25519 key.</param>
    /// <param name="verifier">Judges the credential.</param>
    /// <param name="tier">The listener's tier.</param>
    /// <param name="listenerId">The listener's id.</param>
    /// <param name="live">The session's keys, of its latest handshake.</param>
    /// <param name="peer">Whose session it is.</param>
    public static RouterHandshake Continue(
        KeyAgreementKey routerKey, CredentialVerifier verifier, SandboxTier tier, string listenerId, LinkKeys live,
        VerifiedCredential peer) => new(routerKey, verifier, tier, listenerId, live, peer);

    /// <summary>Why the peer was refused, after <see cref="HandshakeOutcome.Refused"/>.</summary>
    public RefusalReason Refusal { get; private set; }

    /// <summary>Who the peer is, or says to be after a refusal; null when its credential could not be read.</summary>
    public VerifiedCredential? Peer { get; private set; }

    /// <summary>
    /// Reads the peer's next handshake frame. After any outcome but <see cref="HandshakeOutcome.Answer"/> every further
    /// frame gets <see cref="HandshakeOutcome.Silence"/>.
    /// </summary>
    /// <param name="frame">The frame, header included.</param>
    /// <param name="now">The router's time in nanoseconds since 1970 UTC.</param>
    /// <param name="answer">Receives the answer; at least <see cref="WireLimits.MaxHandshakeFrame"/> bytes.</param>
    /// <param name="answerLength">The answer's length in bytes.</param>
    public HandshakeOutcome Read(ReadOnlySpan<byte> frame, long now, Span<byte> answer, out int answerLength)
    {
        answerLength = 0;
        if (_ended || !HandshakeFrame.TryTakeBody(frame, out ReadOnlySpan<byte> body))
        {
            _ended = true;
            return HandshakeOutcome.Silence;
        }

        HandshakeOutcome outcome = _noise is null ? ReadFirst(body, answer, out answerLength) : ReadThird(body, now);
        _ended = outcome != HandshakeOutcome.Answer;
        return outcome;
    }

    /// <summary>Derives the record keys, once the handshake is complete.</summary>
    /// <param name="lifetimes">How long each record key is used; null for the defaults.</param>
    /// <param name="clock">Tells their age; null for the host's.</param>
    public LinkKeys Complete(KeyLifetimes? lifetimes = null, IClock? clock = null)
    {
        byte[] hash = _noise!.HandshakeHash.ToArray();
        using TransportSecrets secrets = _noise.Split();
        return LinkKeys.From(
            _suites, secrets.ResponderToInitiator.Bytes, secrets.InitiatorToResponder.Bytes, secrets, hash,
            lifetimes ?? KeyLifetimes.Default, clock ?? SystemClock.Instance);
    }

    /// <summary>Wipes the handshake's keys.</summary>
    public void Dispose()
    {
        _noise?.Dispose();
        CryptographicOperations.ZeroMemory(_binding);
    }

    private HandshakeOutcome ReadFirst(ReadOnlySpan<byte> body, Span<byte> answer, out int answerLength)
    {
        answerLength = 0;
        bool acceptable = HelloMessage.TryRead(body, out HelloMessage hello) == FrameError.None
            && TryChoose(hello, out _suites);
        if (!acceptable)
        {
            return HandshakeOutcome.Silence;
        }

        byte[] prologue = LinkPrologue.Create(body[..HelloMessage.Size], _listenerId, _binding);
        _noise = HandshakeState.Responder(
            hello.HandshakeSuite == HelloMessage.NoiseXk ? NoisePattern.XK : NoisePattern.XKhfs, prologue, _routerKey);
        CryptographicOperations.ZeroMemory(prologue);
        Span<byte> payload = stackalloc byte[WireLimits.MaxHandshakeFrame];
        if (!_noise.TryReadMessage(body[HelloMessage.Size..], payload, out int length) || length != 0)
        {
            return HandshakeOutcome.Silence;
        }

        return TryAnswer(answer, out answerLength) ? HandshakeOutcome.Answer : HandshakeOutcome.Silence;
    }

    // A live session keeps what it has: a handshake inside it can make nothing weaker.
    private bool TryChoose(HelloMessage hello, out LinkSuites suites)
    {
        if (_continued is not null)
        {
            suites = _liveSuites;
            return hello.HandshakeSuite == suites.Handshake && hello.AeadSuites == AeadSuites.Bit(suites.Aead);
        }

        bool common = AeadSuites.TryChoose(hello.AeadSuites, AeadSuites.SupportedHere, out AeadSuite aead);
        suites = new LinkSuites(hello.HandshakeSuite, aead);
        return common && (_allowsClassical || hello.HandshakeSuite == HelloMessage.NoiseXkHybrid);
    }

    private bool TryAnswer(Span<byte> answer, out int answerLength)
    {
        Span<byte> choice = stackalloc byte[AgentHandshake.ChoiceSize];
        choice.Clear();
        choice[0] = (byte)_suites.Aead;
        answerLength = 0;
        try
        {
            answerLength = FrameHeader.Size + _noise!.WriteMessage(choice, answer[FrameHeader.Size..]);
        }
        catch (CryptographicException)
        {
            // The peer's ephemeral keys are of its making; some bytes are no ML-KEM key, or a point of small order.
            return false;
        }

        HandshakeFrame.WriteHeader(answer, answerLength);
        return true;
    }

    private HandshakeOutcome ReadThird(ReadOnlySpan<byte> body, long now)
    {
        Span<byte> payload = stackalloc byte[WireLimits.MaxHandshakeFrame];
        if (!_noise!.TryReadMessage(body, payload, out int length))
        {
            return HandshakeOutcome.Silence;
        }

        Refusal = _verifier.Verify(payload[..length], now, out VerifiedCredential? peer);
        Peer = peer;
        if (Refusal == RefusalReason.None)
        {
            Refusal = CheckPeer(peer!);
        }

        return Refusal == RefusalReason.None ? HandshakeOutcome.Established : HandshakeOutcome.Refused;
    }

    private RefusalReason CheckPeer(VerifiedCredential peer)
    {
        // Possession: the Noise static key that was just proven must be the certified one.
        if (!_noise!.RemoteStatic.SequenceEqual(peer.StaticKey))
        {
            return RefusalReason.Unauthenticated;
        }

        // A session stays its agent's: another name or other keys need another session.
        if (_continued is { } before && !(peer.Identity.Name == before.Identity.Name
            && peer.SigningKey.Bytes.SequenceEqual(before.SigningKey.Bytes)
            && peer.StaticKey.AsSpan().SequenceEqual(before.StaticKey)))
        {
            return RefusalReason.Unauthenticated;
        }

        // A listener inside one sandbox is for the sandbox's agent: keys that were carried into another one do not work
        // there.
        if (_agents is { } agents && !agents.Contains(peer.Identity.Name))
        {
            return RefusalReason.Unauthenticated;
        }

        // The listener is inside one tier's walls; a credential of another tier has no business there.
        return peer.Identity.Tier == _tier ? RefusalReason.None : RefusalReason.Unauthenticated;
    }
}
