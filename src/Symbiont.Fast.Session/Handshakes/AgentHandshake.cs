using System.Security.Cryptography;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The agent's side of the link handshake: Noise XKhfs in three frames, then record keys. One thread, no waiting; the
/// caller moves the bytes.
/// </summary>
public sealed class AgentHandshake : IDisposable
{
    /// <summary>The payload of the router's answer: suite u8 · 0, seven bytes.</summary>
    internal const int ChoiceSize = 8;

    private readonly byte[] _hello = new byte[HelloMessage.Size];
    private readonly byte[] _credential;
    private readonly ushort _offered;
    private readonly byte _handshakeSuite;
    private readonly HandshakeState _noise;
    private AeadSuite _suite;

    /// <summary>Prepares a handshake.</summary>
    /// <param name="tier">The tier the agent's credential names.</param>
    /// <param name="listenerId">The id of the listener, as provisioned.</param>
    /// <param name="offeredSuites">The AEAD suites this end accepts, as bits of <see cref="AeadSuites.Bit"/>.</param>
    /// <param name="staticKey">The agent's X25519 key.</param>
    /// <param name="routerKey">The router's X25519 public key, as provisioned.</param>
    /// <param name="credential">The agent's credential.</param>
    /// <param name="classical">Leave ML-KEM out, for a router that is configured to allow it.</param>
    public AgentHandshake(
        SandboxTier tier, string listenerId, ushort offeredSuites, KeyAgreementKey staticKey,
        ReadOnlySpan<byte> routerKey, byte[] credential, bool classical = false)
        : this(
            new HelloMessage(
                classical ? HelloMessage.NoiseXk : HelloMessage.NoiseXkHybrid, tier, offeredSuites),
            listenerId, staticKey, routerKey, credential, [])
    {
    }

    /// <summary>Any hello and binding; the binding is wiped. Tests say what an honest agent would not.</summary>
    internal AgentHandshake(
        HelloMessage hello, string listenerId, KeyAgreementKey staticKey, ReadOnlySpan<byte> routerKey,
        byte[] credential, byte[] binding)
    {
        _offered = hello.AeadSuites;
        _handshakeSuite = hello.HandshakeSuite;
        _credential = credential;
        hello.Write(_hello);
        byte[] prologue = LinkPrologue.Create(_hello, listenerId, binding);
        _noise = HandshakeState.Initiator(
            _handshakeSuite == HelloMessage.NoiseXk ? NoisePattern.XK : NoisePattern.XKhfs, prologue, staticKey,
            routerKey);
        CryptographicOperations.ZeroMemory(prologue);
        CryptographicOperations.ZeroMemory(binding);
    }

    /// <summary>
    /// Prepares a handshake inside a live session, with the suites of that session. Its steps travel as control
    /// messages; the frames written and read here are as on a new link.
    /// </summary>
    /// <param name="live">The session's keys, of its latest handshake.</param>
    /// <param name="tier">The tier the agent's credential names.</param>
    /// <param name="listenerId">The id of the listener, as provisioned.</param>
    /// <param name="staticKey">The agent's X25519 key.</param>
    /// <param name="routerKey">The router's X25519 public key, as provisioned.</param>
    /// <param name="credential">The credential that is in force now.</param>
    public static AgentHandshake Continue(
        LinkKeys live, SandboxTier tier, string listenerId, KeyAgreementKey staticKey, ReadOnlySpan<byte> routerKey,
        byte[] credential) => new(
            new HelloMessage(live.Suites.Handshake, tier, AeadSuites.Bit(live.Suites.Aead)), listenerId, staticKey,
            routerKey, credential, LinkPrologue.Bind(live));

    /// <summary>Writes the first frame; returns its length in bytes.</summary>
    public int WriteFirst(Span<byte> frame)
    {
        Span<byte> body = frame[FrameHeader.Size..];
        _hello.CopyTo(body);
        return WriteHeader(frame, HelloMessage.Size + _noise.WriteMessage([], body[HelloMessage.Size..]));
    }

    /// <summary>
    /// Reads the router's answer; false when it does not come from the router, or chose what was not offered.
    /// </summary>
    public bool TryReadSecond(ReadOnlySpan<byte> frame)
    {
        Span<byte> choice = stackalloc byte[WireLimits.MaxHandshakeFrame];
        bool isChoice = HandshakeFrame.TryTakeBody(frame, out ReadOnlySpan<byte> body)
            && _noise.TryReadMessage(body, choice, out int length) && length == ChoiceSize;
        if (!isChoice)
        {
            return false;
        }

        _suite = (AeadSuite)choice[0];
        return !choice[1..ChoiceSize].ContainsAnyExcept((byte)0)
            && AeadSuites.TryChoose(_offered, OnlyBit(choice[0]), out AeadSuite chosen) && chosen == _suite;
    }

    /// <summary>Writes the third frame, with the credential; returns its length in bytes.</summary>
    public int WriteThird(Span<byte> frame) =>
        WriteHeader(frame, _noise.WriteMessage(_credential, frame[FrameHeader.Size..]));

    /// <summary>Ends the handshake and derives the record keys.</summary>
    /// <param name="lifetimes">How long each record key is used; null for the defaults.</param>
    /// <param name="clock">Tells their age; null for the host's.</param>
    public LinkKeys Complete(KeyLifetimes? lifetimes = null, IClock? clock = null)
    {
        byte[] hash = _noise.HandshakeHash.ToArray();
        using TransportSecrets secrets = _noise.Split();
        return LinkKeys.From(
            new LinkSuites(_handshakeSuite, _suite), secrets.InitiatorToResponder.Bytes, secrets.ResponderToInitiator.Bytes, secrets, hash,
            lifetimes ?? KeyLifetimes.Default, clock ?? SystemClock.Instance);
    }

    /// <summary>Wipes the handshake's keys.</summary>
    public void Dispose() => _noise.Dispose();

    private static ushort OnlyBit(byte suite) => suite < 16 ? (ushort)(1 << suite) : (ushort)0;

    private static int WriteHeader(Span<byte> frame, int bodyLength)
    {
        int length = FrameHeader.Size + bodyLength;
        HandshakeFrame.WriteHeader(frame, length);
        return length;
    }
}
