using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Nobody on the way can make two ends agree on less than they would without him.</summary>
public sealed class DowngradeTests
{
    [Fact]
    public void The_hybrid_is_what_an_agent_asks_for()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        byte[] first = HandshakePair.First(agent);
        Assert.Equal(HelloMessage.NoiseXkHybrid, first[FrameHeader.Size]);
        Assert.Equal(
            FrameHeader.Size + HelloMessage.Size + HandshakeState.MessageOverhead(NoisePattern.XKhfs, 0), first.Length);
    }

    [Fact]
    public void A_classical_handshake_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(classical: true);
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, HandshakePair.First(agent)));
    }

    [Fact]
    public void A_classical_handshake_succeeds_where_it_is_allowed()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(classical: true);
        using RouterHandshake router = pair.Router(allowsClassical: true);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
    }

    [Fact]
    public void The_hybrid_succeeds_where_the_classical_handshake_is_allowed_too()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router(allowsClassical: true);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Run(agent, router));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_handshake_suite_written_into_the_hello_gets_silence(bool classical)
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(classical: classical);
        byte[] first = HandshakePair.First(agent);
        byte other = classical ? HelloMessage.NoiseXkHybrid : HelloMessage.NoiseXk;
        first[FrameHeader.Size] = other;
        using RouterHandshake router = pair.Router(allowsClassical: true);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));
    }

    [Fact]
    public void A_hybrid_first_message_cut_to_the_classical_length_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        int length = FrameHeader.Size + HelloMessage.Size + HandshakeState.MessageOverhead(NoisePattern.XK, 0);
        byte[] first = HandshakePair.First(agent)[..length];
        first[FrameHeader.Size] = HelloMessage.NoiseXk;
        new FrameHeader(length, FrameKind.Handshake, 0).Write(first);
        using RouterHandshake router = pair.Router(allowsClassical: true);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));
    }

    [Fact]
    public void Aead_suites_struck_out_of_the_offer_get_silence()
    {
        Assert.SkipWhen(
            AeadSuites.SupportedHere == AeadSuites.Bit(AeadSuite.ChaCha20Poly1305), "One suite works here.");
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        byte[] first = HandshakePair.First(agent);
        first[FrameHeader.Size + 2] = 1 << (byte)AeadSuite.ChaCha20Poly1305;
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));
    }

    [Fact]
    public void The_end_to_end_suite_is_never_chosen_for_a_link()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(suites: 1 << (byte)AeadSuite.Aegis256);
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, HandshakePair.First(agent)));
    }
}
