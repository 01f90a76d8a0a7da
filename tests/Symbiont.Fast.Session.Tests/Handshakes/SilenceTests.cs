using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>To whom the router says nothing, and what the agent does not believe.</summary>
public sealed class SilenceTests
{
    [Fact]
    public void A_peer_that_means_another_listener_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent(listenerId: "docker-2");
        AssertSilence(pair, HandshakePair.First(agent));
    }

    [Fact]
    public void A_peer_that_means_another_router_gets_silence()
    {
        using var pair = new HandshakePair();
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        using AgentHandshake agent = pair.Agent(routerKey: other);
        AssertSilence(pair, HandshakePair.First(agent));
    }

    [Fact]
    public void Random_first_messages_get_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        byte[] frame = HandshakePair.First(agent);
        var random = new Random(20_260);
        for (int i = 0; i < 200; i++)
        {
            random.NextBytes(frame.AsSpan(FrameHeader.Size + HelloMessage.Size));
            AssertSilence(pair, frame);
        }
    }

    [Fact]
    public void A_first_message_of_any_other_length_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        byte[] first = HandshakePair.First(agent);
        for (int length = 0; length < first.Length; length++)
        {
            AssertSilence(pair, first[..length]);
            AssertSilence(pair, WithLength(first, length));
        }

        AssertSilence(pair, [.. first, 0]);
        AssertSilence(pair, WithLength(first, first.Length + 1));
        AssertSilence(pair, WithLength(first, WireLimits.MaxHandshakeFrame));
        AssertSilence(pair, WithLength(first, WireLimits.MaxHandshakeFrame + 1));
    }

    [Fact]
    public void Each_changed_byte_of_the_first_frame_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        byte[] first = HandshakePair.First(agent);
        for (int i = 0; i < first.Length; i++)
        {
            AssertSilence(pair, WithFlippedBit(first, i));
        }

        using RouterHandshake router = pair.Router();
        HandshakePair.Answer(router, first);
    }

    [Fact]
    public void An_offer_without_a_common_suite_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake none = pair.Agent(suites: 0);
        AssertSilence(pair, HandshakePair.First(none));
        using AgentHandshake unassigned = pair.Agent(suites: 1 << 15);
        AssertSilence(pair, HandshakePair.First(unassigned));
    }

    [Fact]
    public void The_agent_believes_no_changed_answer()
    {
        using var pair = new HandshakePair();
        for (int i = 0, length = int.MaxValue; i < length; i++)
        {
            using AgentHandshake agent = pair.Agent(credential: []);
            using RouterHandshake router = pair.Router();
            byte[] answer = HandshakePair.Answer(router, HandshakePair.First(agent));
            length = answer.Length;
            Assert.False(agent.TryReadSecond(WithFlippedBit(answer, i)), $"byte {i}");
        }
    }

    [Fact]
    public void The_agent_believes_no_answer_to_another_session()
    {
        using var pair = new HandshakePair();
        using AgentHandshake first = pair.Agent();
        using AgentHandshake second = pair.Agent();
        using RouterHandshake router = pair.Router();
        byte[] answer = HandshakePair.Answer(router, HandshakePair.First(first));
        HandshakePair.First(second);
        Assert.False(second.TryReadSecond(answer));
    }

    [Fact]
    public void Each_changed_byte_of_the_third_frame_gets_silence()
    {
        using var pair = new HandshakePair();
        byte[] credential = pair.Credential();
        for (int i = 0, length = int.MaxValue; i < length; i++)
        {
            using AgentHandshake agent = pair.Agent(credential);
            using RouterHandshake router = pair.Router();
            Assert.True(agent.TryReadSecond(HandshakePair.Answer(router, HandshakePair.First(agent))));
            byte[] third = HandshakePair.Third(agent);
            length = third.Length;
            Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, WithFlippedBit(third, i)));
            Assert.Null(router.Peer);

            // What went wrong once stays wrong, even when the true frame follows.
            Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, third));
        }
    }

    [Fact]
    public void A_replayed_frame_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        byte[] first = HandshakePair.First(agent);
        Assert.True(agent.TryReadSecond(HandshakePair.Answer(router, first)));
        byte[] third = HandshakePair.Third(agent);
        Assert.Equal(HandshakeOutcome.Established, HandshakePair.Give(router, third));
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, third));

        // In another session: the router's ephemeral key is a new one.
        using RouterHandshake next = pair.Router();
        HandshakePair.Answer(next, first);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(next, third));
    }

    [Fact]
    public void The_first_frame_again_instead_of_the_third_gets_silence()
    {
        using var pair = new HandshakePair();
        using AgentHandshake agent = pair.Agent();
        using RouterHandshake router = pair.Router();
        byte[] first = HandshakePair.First(agent);
        HandshakePair.Answer(router, first);
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));
    }

    private static void AssertSilence(HandshakePair pair, byte[] first)
    {
        using RouterHandshake router = pair.Router();
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));

        // Nor does a second attempt on the same connection get anything.
        Assert.Equal(HandshakeOutcome.Silence, HandshakePair.Give(router, first));
    }

    private static byte[] WithFlippedBit(byte[] frame, int index)
    {
        byte[] changed = [.. frame];
        changed[index] ^= (byte)(1 << (index % 8));
        return changed;
    }

    /// <summary>The frame cut or padded to a length that its header states too.</summary>
    private static byte[] WithLength(byte[] frame, int length)
    {
        byte[] changed = new byte[Math.Max(length, FrameHeader.Size)];
        frame.AsSpan(0, Math.Min(length, frame.Length)).CopyTo(changed);
        new FrameHeader(length, FrameKind.Handshake, 0).Write(changed);
        return changed;
    }
}
