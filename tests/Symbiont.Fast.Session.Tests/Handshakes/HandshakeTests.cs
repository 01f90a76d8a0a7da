using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Handshakes that hold.</summary>
public sealed class HandshakeTests
{
    public static TheoryData<AeadSuite> SupportedSuites => Suites.Here();

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void A_handshake_gives_both_ends_working_records(AeadSuite suite)
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(suites: AeadSuites.Bit(suite));
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));

        using LinkKeys atAgent = agent.Complete();
        using LinkKeys atRouter = router.Complete();
        Assert.Equal(FrameHeader.Size + AeadSuites.TagLength(suite), atAgent.Sealer.Overhead);
        Assert.Equal(32, atAgent.HandshakeHash.Length);
        Assert.Equal(atAgent.HandshakeHash, atRouter.HandshakeHash);
        for (byte i = 0; i < 3; i++)
        {
            Assert.Equal([i, 1], SealAndOpen(atAgent.Sealer, atRouter.Opener, [i, 1]));
            Assert.Equal([i, 2], SealAndOpen(atRouter.Sealer, atAgent.Opener, [i, 2]));
        }
    }

    [Fact]
    public void The_router_knows_its_peer_afterwards()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        HandshakePair.Run(agent, router);

        Assert.Equal(RefusalReason.None, router.Refusal);
        VerifiedCredential peer = router.Peer!;
        Assert.Equal("spiffe://symbiont.local/docker/planner", peer.Identity.Name.ToString());
        Assert.Equal(pair.AgentKey.PublicKey, peer.StaticKey);
        Assert.Equal(TestOperator.IssuerEnd, peer.NotAfter);
    }

    [Fact]
    public void The_fastest_common_suite_is_chosen()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        HandshakePair.Run(agent, router);
        using LinkKeys keys = agent.Complete();
        using LinkKeys atRouter = router.Complete();

        Assert.True(AeadSuites.TryChoose(AeadSuites.SupportedHere, AeadSuites.SupportedHere, out AeadSuite best));
        Assert.Equal(AeadSuites.TagLength(best), keys.Opener.TagLength);
    }

    [Fact]
    public void No_two_sessions_share_hash_or_keys()
    {
        using var pair = new HandshakePair();
        using LinkKeys first = CompleteAgent(pair);
        using LinkKeys second = CompleteAgent(pair);
        Assert.NotEqual(first.HandshakeHash, second.HandshakeHash);
        Assert.NotEqual(Records.Seal(first.Sealer, [1, 2, 3]), Records.Seal(second.Sealer, [1, 2, 3]));
    }

    [Fact]
    public void Both_ends_export_the_same_secret_and_no_two_sessions_do()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
        using LinkKeys atAgent = agent.Complete();
        using LinkKeys atRouter = router.Complete();
        using LinkKeys other = CompleteAgent(pair);

        byte[] proof = new byte[32];
        atAgent.Exporter.Derive("proof"u8, other.HandshakeHash, proof);
        Assert.True(atRouter.Exporter.Verify("proof"u8, other.HandshakeHash, proof));
        Assert.False(other.Exporter.Verify("proof"u8, other.HandshakeHash, proof));
    }

    [Fact]
    public void The_two_directions_have_different_keys()
    {
        using var pair = new HandshakePair();
        using LinkKeys keys = CompleteAgent(pair);
        byte[] reflected = Records.Seal(keys.Sealer, [1, 2, 3]);
        Assert.False(keys.Opener.TryOpen(reflected, new byte[reflected.Length], out _));
    }

    private static LinkKeys CompleteAgent(HandshakePair pair)
    {
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
        return agent.Complete();
    }

    private static byte[] SealAndOpen(RecordSealer sealer, RecordOpener opener, byte[] body)
    {
        byte[] frame = Records.Seal(sealer, body);
        byte[] opened = new byte[frame.Length];
        Assert.True(opener.TryOpen(frame, opened, out int length));
        return opened[..length];
    }
}
