using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Handshakes inside a live session: the same two ends, the same suites, new keys.</summary>
public sealed class ContinuedHandshakeTests : IDisposable
{
    private readonly HandshakePair _pair = new();

    public static TheoryData<AeadSuite> SupportedSuites => Suites.Here();

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void A_handshake_inside_a_session_gives_both_ends_new_keys_in_the_same_suites(AeadSuite suite)
    {
        using Live live = Open(AeadSuites.Bit(suite));
        using AgentHandshake agent = Agent(live);
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
        using LinkKeys atAgent = agent.Complete();
        using LinkKeys atRouter = router.Complete();

        Assert.Equal(live.AtAgent.Suites, atAgent.Suites);
        Assert.Equal(live.AtAgent.Suites, atRouter.Suites);
        Assert.NotEqual(live.AtAgent.HandshakeHash, atAgent.HandshakeHash);
        byte[] frame = Records.Seal(atAgent.Sealer, [1, 2, 3]);
        byte[] body = new byte[frame.Length];
        Assert.True(atRouter.Opener.TryOpen(frame, body, out int length));
        Assert.Equal([1, 2, 3], body[..length]);
        Assert.False(live.AtRouter.Opener.TryOpen(frame, body, out _));

        byte[] proof = new byte[32];
        atAgent.Exporter.Derive("x"u8, atAgent.HandshakeHash, proof);
        Assert.True(atRouter.Exporter.Verify("x"u8, atAgent.HandshakeHash, proof));
        Assert.False(live.AtRouter.Exporter.Verify("x"u8, atAgent.HandshakeHash, proof));
    }

    [Fact]
    public void The_classical_suite_stays_where_it_was_and_comes_nowhere_else()
    {
        using Live live = Open(AeadSuites.SupportedHere, classical: true);
        using AgentHandshake agent = Agent(live);
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
        using LinkKeys keys = router.Complete();
        Assert.Equal(HelloMessage.NoiseXk, keys.Suites.Handshake);
    }

    [Theory]
    [InlineData(HelloMessage.NoiseXk, false)]
    [InlineData(HelloMessage.NoiseXkHybrid, true)]
    public void Other_suites_than_the_sessions_are_met_with_silence(byte handshake, bool allSuites)
    {
        using Live live = Open(AeadSuites.Bit(AeadSuite.ChaCha20Poly1305));
        ushort aead = allSuites ? AeadSuites.SupportedHere : AeadSuites.Bit(AeadSuite.ChaCha20Poly1305);
        if (allSuites && aead == AeadSuites.Bit(AeadSuite.ChaCha20Poly1305))
        {
            Assert.Skip("This processor has one AEAD suite only.");
        }

        using var agent = new AgentHandshake(
            new HelloMessage(handshake, SandboxTier.Docker, aead), HandshakePair.ListenerId, _pair.AgentKey,
            _pair.RouterKey.PublicKey, live.Peer.Bytes, LinkPrologue.Bind(live.AtAgent));
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, HandshakePair.First(agent)));
    }

    [Fact]
    public void Another_sessions_handshake_is_met_with_silence()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        using Live other = Open(AeadSuites.SupportedHere);
        using AgentHandshake agent = Agent(other);
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, HandshakePair.First(agent)));
    }

    [Fact]
    public void An_earlier_handshakes_keys_cannot_be_continued_again()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        using AgentHandshake agent = Agent(live);
        using RouterHandshake router = Router(live);
        HandshakePair.Run(agent, router);
        using LinkKeys atAgent = agent.Complete();
        using LinkKeys atRouter = router.Complete();

        using AgentHandshake late = Agent(live);
        using RouterHandshake next = RouterHandshake.Continue(
            _pair.RouterKey, _pair.Operator.Verifier, SandboxTier.Docker, HandshakePair.ListenerId, atRouter,
            live.Peer);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(next, HandshakePair.First(late)));
    }

    [Fact]
    public void A_new_links_handshake_and_one_inside_a_session_are_not_each_other()
    {
        using Live live = Open(AeadSuites.Bit(AeadSuite.ChaCha20Poly1305));
        using (AgentHandshake fresh = _pair.Agent(suites: AeadSuites.Bit(AeadSuite.ChaCha20Poly1305)))
        using (RouterHandshake router = Router(live))
        {
            Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, HandshakePair.First(fresh)));
        }

        using AgentHandshake agent = Agent(live);
        using RouterHandshake listener = _pair.Router();
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(listener, HandshakePair.First(agent)));
    }

    [Fact]
    public void A_renewed_credential_brings_its_validity()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        byte[] renewed = _pair.Operator.Issue(_pair.AgentSigningKey, _pair.AgentKey.PublicKey, notAfter: 8_000);
        using AgentHandshake agent = Agent(live, renewed);
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router, now: 7_000));
        Assert.Equal(8_000, router.Peer!.NotAfter);
        Assert.Equal(renewed, router.Peer.Bytes);
    }

    [Fact]
    public void An_expired_credential_is_refused_inside_a_session_too()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        AssertRefused(live, live.Peer.Bytes, RefusalReason.CredentialExpired, now: TestOperator.IssuerEnd);
    }

    [Fact]
    public void Another_name_is_refused()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        AssertRefused(
            live, _pair.Operator.Issue(_pair.AgentSigningKey, _pair.AgentKey.PublicKey, id: "other"),
            RefusalReason.Unauthenticated);
    }

    [Fact]
    public void Another_signing_key_is_refused()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        using SigningKey other = SigningKey.Generate();
        AssertRefused(
            live, _pair.Operator.Issue(other, _pair.AgentKey.PublicKey), RefusalReason.Unauthenticated);
    }

    [Fact]
    public void Another_static_key_is_refused_though_it_is_certified_and_proven()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        byte[] credential = _pair.Operator.Issue(_pair.AgentSigningKey, other.PublicKey);
        AssertRefused(live, credential, RefusalReason.Unauthenticated, key: other);
    }

    [Fact]
    public void Handshakes_that_are_begun_and_dropped_leave_nothing_in_the_arena()
    {
        using Live live = Open(AeadSuites.SupportedHere);
        int before = SecretArena.Shared.InUse;
        for (int i = 0; i < 3; i++)
        {
            using AgentHandshake agent = Agent(live);
            using RouterHandshake router = Router(live);
            HandshakePair.Answer(router, HandshakePair.First(agent));
        }

        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    public void Dispose() => _pair.Dispose();

    private void AssertRefused(
        Live live, byte[] credential, RefusalReason reason, long now = HandshakePair.Now, KeyAgreementKey? key = null)
    {
        using AgentHandshake agent = AgentHandshake.Continue(
            live.AtAgent, SandboxTier.Docker, HandshakePair.ListenerId, key ?? _pair.AgentKey,
            _pair.RouterKey.PublicKey, credential);
        using RouterHandshake router = Router(live);
        Assert.Equal(HandshakeOutcome.Refused, HandshakePair.Run(agent, router, now));
        Assert.Equal(reason, router.Refusal);
    }

    private Live Open(ushort suites, bool classical = false)
    {
        using AgentHandshake agent = _pair.Agent(suites: suites, classical: classical);
        using RouterHandshake router = _pair.Router(classical);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
        return new Live(agent.Complete(clock: new ManualClock(0)), router.Complete(), router.Peer!);
    }

    private AgentHandshake Agent(Live live, byte[]? credential = null) => AgentHandshake.Continue(
        live.AtAgent, SandboxTier.Docker, HandshakePair.ListenerId, _pair.AgentKey, _pair.RouterKey.PublicKey,
        credential ?? live.Peer.Bytes);

    private RouterHandshake Router(Live live) => RouterHandshake.Continue(
        _pair.RouterKey, _pair.Operator.Verifier, SandboxTier.Docker, HandshakePair.ListenerId, live.AtRouter,
        live.Peer);

    /// <summary>Both ends of a live session.</summary>
    private sealed record Live(LinkKeys AtAgent, LinkKeys AtRouter, VerifiedCredential Peer) : IDisposable
    {
        public void Dispose()
        {
            AtAgent.Dispose();
            AtRouter.Dispose();
        }
    }
}
