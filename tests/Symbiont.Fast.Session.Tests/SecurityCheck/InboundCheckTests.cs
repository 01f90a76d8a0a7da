using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

public sealed class InboundCheckTests
{
    private static readonly byte[] Ping = Control(b => new PingMessage(ControlCode.Ping, 1, 2).Write(b));
    private static readonly byte[] Pong = Control(b => new PingMessage(ControlCode.Pong, 1, 2).Write(b));
    private static readonly byte[] Proof = Control(b => AuthenticateMessage.Write(b, new byte[64]));
    private static readonly byte[] Resolve = Control(
        b => new ResolveMessage(1, AgentName.Parse("spiffe://symbiont.local/docker/planner")).Write(b));

    [Fact]
    public void What_an_open_session_may_send_passes()
    {
        AssertPasses(FrameKind.Batch, Batch(), isOpen: true);
        AssertPasses(FrameKind.Control, Ping, isOpen: true);
        AssertPasses(FrameKind.Control, Pong, isOpen: true);
        AssertPasses(FrameKind.Control, Resolve, isOpen: true);
        AssertPasses(FrameKind.Control, [.. Ping, .. Resolve, .. Pong], isOpen: true);
        AssertPasses(FrameKind.Close, new byte[CloseMessage.Size], isOpen: true);
    }

    [Fact]
    public void Before_its_proof_a_session_may_only_give_it_or_close()
    {
        AssertPasses(FrameKind.Control, Proof, isOpen: false);
        AssertPasses(FrameKind.Close, new byte[CloseMessage.Size], isOpen: false);
        AssertMalformed(FrameKind.Control, Ping, isOpen: false);
        AssertMalformed(FrameKind.Control, Pong, isOpen: false);
        AssertMalformed(FrameKind.Control, Resolve, isOpen: false);
        AssertMalformed(FrameKind.Control, [.. Proof, .. Resolve], isOpen: false);
        Assert.Equal(
            RefusalReason.Unauthenticated, InboundCheck.Check(FrameKind.Batch, Batch(), isOpen: false));
        Assert.Equal(RefusalReason.Unauthenticated, InboundCheck.Check(FrameKind.Batch, [], isOpen: false));
    }

    [Fact]
    public void A_proof_is_given_once() => AssertMalformed(FrameKind.Control, Proof, isOpen: true);

    [Theory]
    [InlineData((FrameKind)0)]
    [InlineData(FrameKind.Handshake)]
    [InlineData(FrameKind.Run)]
    [InlineData((FrameKind)6)]
    [InlineData((FrameKind)255)]
    public void Kinds_that_agents_do_not_send_are_malformed(FrameKind kind)
    {
        foreach (byte[] body in new[] { [], Batch(), Ping, Proof, new byte[CloseMessage.Size] })
        {
            AssertMalformed(kind, body, isOpen: true);
            AssertMalformed(kind, body, isOpen: false);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_body_is_malformed(bool isOpen)
    {
        AssertMalformed(FrameKind.Control, [], isOpen);
        AssertMalformed(FrameKind.Close, [], isOpen);
        AssertMalformed(FrameKind.Batch, [], isOpen: true);
    }

    [Fact]
    public void The_agents_steps_of_a_handshake_inside_the_session_pass_and_the_routers_do_not()
    {
        AssertPasses(FrameKind.Control, Step(RehandshakeMessage.First, 100), isOpen: true);
        AssertPasses(FrameKind.Control, Step(RehandshakeMessage.Third, 100), isOpen: true);
        AssertMalformed(FrameKind.Control, Step(RehandshakeMessage.Second, 100), isOpen: true);
        AssertMalformed(FrameKind.Control, Step(RehandshakeMessage.Done, 0), isOpen: true);
        AssertMalformed(FrameKind.Control, Step(RehandshakeMessage.First, 100), isOpen: false);
        AssertMalformed(FrameKind.Control, Step(RehandshakeMessage.Third, 0), isOpen: true);
        AssertEveryCutIsMalformed(FrameKind.Control, Step(RehandshakeMessage.First, 100), isOpen: true);
    }

    [Theory]
    [InlineData(ControlCode.Welcome)]
    [InlineData(ControlCode.Descriptor)]
    [InlineData(ControlCode.Refusal)]
    [InlineData(ControlCode.Receipt)]
    [InlineData(ControlCode.Drain)]
    [InlineData((ControlCode)0)]
    [InlineData((ControlCode)99)]
    [InlineData((ControlCode)0xFFFF)]
    public void Control_codes_that_agents_do_not_send_are_malformed(ControlCode code)
    {
        byte[] message = new byte[ControlHeader.Size + 16];
        new ControlHeader(code, 16).Write(message);
        AssertMalformed(FrameKind.Control, message, isOpen: true);
        AssertMalformed(FrameKind.Control, message, isOpen: false);
        AssertMalformed(FrameKind.Control, [.. Ping, .. message], isOpen: true);
    }

    [Fact]
    public void Bodies_that_are_cut_short_are_malformed()
    {
        AssertEveryCutIsMalformed(FrameKind.Batch, Batch(), isOpen: true);
        AssertEveryCutIsMalformed(FrameKind.Control, Ping, isOpen: true);
        AssertEveryCutIsMalformed(FrameKind.Control, Resolve, isOpen: true);
        AssertEveryCutIsMalformed(FrameKind.Control, Proof, isOpen: false);
        AssertEveryCutIsMalformed(FrameKind.Close, new byte[CloseMessage.Size], isOpen: true);
    }

    [Fact]
    public void Bytes_after_the_end_are_malformed()
    {
        AssertMalformed(FrameKind.Batch, [.. Batch(), 0], isOpen: true);
        AssertMalformed(FrameKind.Control, [.. Ping, 0], isOpen: true);
        AssertMalformed(FrameKind.Close, new byte[CloseMessage.Size + 1], isOpen: true);
    }

    [Fact]
    public void A_message_over_the_payload_limit_is_named_so()
    {
        byte[] batch = Batch();
        MessageHeader.Write(
            batch.AsSpan(BatchHeader.Size + RunHeader.Size), 1, 0, WireLimits.MaxPayload + 1, 0, 0,
            MessageType.Data, SecurityLevel.Public, MessageFlags.None);
        Assert.Equal(RefusalReason.PayloadTooLarge, InboundCheck.Check(FrameKind.Batch, batch, isOpen: true));
    }

    private static byte[] Batch()
    {
        byte[] batch = new byte[BatchHeader.Size + RunHeader.Size + MessageHeader.Size];
        BatchHeader.Write(batch, SignatureSuite.None, 1, 1, 7, 1, 1, 5_000, new byte[32]);
        Span<byte> run = batch.AsSpan(BatchHeader.Size);
        RunHeader.Write(run, DestinationKind.Agent, 1, 3, 1, 1, MessageHeader.Size);
        MessageHeader.Write(
            run[RunHeader.Size..], 1, 0, 0, 0, 0, MessageType.Data, SecurityLevel.Public, MessageFlags.None);
        return batch;
    }

    private static byte[] Step(byte step, int length) =>
        Control(b => RehandshakeMessage.Write(b, step, new byte[length]));

    private static byte[] Control(Func<byte[], int> write)
    {
        byte[] buffer = new byte[ControlHeader.Size + ControlHeader.MaxBody];
        return buffer[..write(buffer)];
    }

    private static void AssertEveryCutIsMalformed(FrameKind kind, byte[] body, bool isOpen)
    {
        for (int length = 0; length < body.Length; length++)
        {
            AssertMalformed(kind, body[..length], isOpen);
        }
    }

    private static void AssertPasses(FrameKind kind, byte[] body, bool isOpen) =>
        Assert.Equal(RefusalReason.None, InboundCheck.Check(kind, body, isOpen));

    private static void AssertMalformed(FrameKind kind, byte[] body, bool isOpen) =>
        Assert.Equal(RefusalReason.Malformed, InboundCheck.Check(kind, body, isOpen));
}
