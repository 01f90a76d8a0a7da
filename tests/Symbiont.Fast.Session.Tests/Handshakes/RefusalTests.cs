using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Whom the router refuses with a reason: peers that know its key but hold no good credential.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(SandboxTier.GVisor)]
    [InlineData(SandboxTier.Firecracker)]
    public void A_credential_of_another_tier_is_unauthenticated(SandboxTier tier)
    {
        using var pair = new HandshakePair();
        byte[] credential = pair.Operator.Issue(pair.AgentSigningKey, pair.AgentKey.PublicKey, tier);
        AssertRefused(pair, credential, RefusalReason.Unauthenticated);
    }

    [Theory]
    [InlineData("planner", RefusalReason.None)]
    [InlineData("worker", RefusalReason.None)]
    [InlineData("planner2", RefusalReason.Unauthenticated)]
    [InlineData("plan", RefusalReason.Unauthenticated)]
    public void A_listener_for_some_agents_takes_no_other_of_the_tier(string id, RefusalReason expected)
    {
        using var pair = new HandshakePair();
        byte[] credential = pair.Operator.Issue(pair.AgentSigningKey, pair.AgentKey.PublicKey, id: id);
        AgentName[] agents = [Agent("planner"), Agent("worker")];
        Assert.Equal(expected, Judge(pair, credential, HandshakePair.Now, agents));
    }

    [Fact]
    public void A_credential_of_another_operator_is_unauthenticated()
    {
        using var pair = new HandshakePair();
        using var stranger = new TestOperator();
        byte[] credential = stranger.Issue(pair.AgentSigningKey, pair.AgentKey.PublicKey);
        AssertRefused(pair, credential, RefusalReason.Unauthenticated);
    }

    [Fact]
    public void A_credential_of_somebody_elses_static_key_is_unauthenticated()
    {
        using var pair = new HandshakePair();
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        byte[] stolen = pair.Operator.Issue(pair.AgentSigningKey, other.PublicKey);
        AssertRefused(pair, stolen, RefusalReason.Unauthenticated);
    }

    [Theory]
    [InlineData(2_999, RefusalReason.CredentialExpired)]
    [InlineData(3_000, RefusalReason.None)]
    [InlineData(3_999, RefusalReason.None)]
    [InlineData(4_000, RefusalReason.CredentialExpired)]
    public void A_credential_holds_from_its_start_until_just_before_its_end(long now, RefusalReason expected)
    {
        using var pair = new HandshakePair();
        byte[] credential = pair.Operator.Issue(
            pair.AgentSigningKey, pair.AgentKey.PublicKey, notBefore: 3_000, notAfter: 4_000);
        Assert.Equal(expected, Judge(pair, credential, now));
    }

    [Theory]
    [InlineData(TestOperator.IssuerStart - 1, RefusalReason.CredentialExpired)]
    [InlineData(TestOperator.IssuerStart, RefusalReason.None)]
    [InlineData(TestOperator.IssuerEnd - 1, RefusalReason.None)]
    [InlineData(TestOperator.IssuerEnd, RefusalReason.CredentialExpired)]
    public void A_credential_holds_no_longer_than_its_issuer(long now, RefusalReason expected)
    {
        // A careless issuer: the credential claims all time, its issuer's certificate does not.
        using var pair = new HandshakePair();
        using var careless = new CarelessIssuer(TestOperator.IssuerStart, TestOperator.IssuerEnd);
        byte[] credential = careless.Issue(pair.AgentSigningKey, pair.AgentKey, 0, long.MaxValue);
        Assert.Equal(expected, careless.Verifier.Verify(credential, now, out VerifiedCredential? verified));
        Assert.Equal(TestOperator.IssuerEnd, verified!.NotAfter);
    }

    [Fact]
    public void An_expired_credential_still_names_the_peer()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        HandshakeOutcome outcome = HandshakePair.Run(agent, router, TestOperator.IssuerEnd);
        Assert.Equal(HandshakeOutcome.Refused, outcome);
        Assert.Equal(RefusalReason.CredentialExpired, router.Refusal);
        Assert.Equal("planner", router.Peer!.Identity.Name.AgentId);
    }

    [Fact]
    public void Each_changed_byte_of_a_credential_refuses_it()
    {
        using var pair = new HandshakePair();
        CredentialVerifier verifier = pair.Operator.Verifier;
        byte[] credential = pair.Credential();
        Assert.Equal(RefusalReason.None, verifier.Verify(credential, HandshakePair.Now, out _));
        for (int i = 0; i < credential.Length; i++)
        {
            credential[i] ^= 1;
            Assert.NotEqual(RefusalReason.None, verifier.Verify(credential, HandshakePair.Now, out _));
            credential[i] ^= 1;
        }
    }

    [Fact]
    public void Something_else_than_a_credential_is_malformed()
    {
        using var pair = new HandshakePair();
        AssertRefused(pair, [], RefusalReason.Malformed);
        AssertRefused(pair, pair.Credential()[..^1], RefusalReason.Malformed);
    }

    [Fact]
    public void A_refused_peer_can_be_told_so_under_seal()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Refused, HandshakePair.Run(agent, router, TestOperator.IssuerEnd));
        using LinkKeys atRouter = router.Complete();
        using LinkKeys atAgent = agent.Complete();

        byte[] body = new byte[CloseMessage.Size];
        new CloseMessage(router.Refusal).Write(body);
        byte[] frame = Records.Seal(atRouter.Sealer, body, FrameKind.Close);
        byte[] opened = new byte[frame.Length];
        Assert.True(atAgent.Opener.TryOpen(frame, opened, out int length));
        Assert.Equal(FrameError.None, CloseMessage.TryRead(opened.AsSpan(0, length), out CloseMessage close));
        Assert.Equal(RefusalReason.CredentialExpired, close.Reason);
    }

    private static void AssertRefused(HandshakePair pair, byte[] credential, RefusalReason expected) =>
        Assert.Equal(expected, Judge(pair, credential, HandshakePair.Now));

    private static AgentName Agent(string id) => AgentName.Create("symbiont.local", SandboxTier.Docker, id);

    private static RefusalReason Judge(
        HandshakePair pair, byte[] credential, long now, IReadOnlyList<AgentName>? agents = null)
    {
        using AgentHandshake agent = pair.Agent(credential);
        using RouterHandshake router = pair.Router(agents: agents);
        HandshakeOutcome outcome = HandshakePair.Run(agent, router, now);
        bool isRefused = router.Refusal != RefusalReason.None;
        Assert.Equal(isRefused ? HandshakeOutcome.Refused : HandshakeOutcome.Established, outcome);
        return router.Refusal;
    }
}
