using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client.Tests;

/// <summary>How long and how often an agent seals under one key, and how long it opens.</summary>
public sealed class SealLimitsTests : IDisposable
{
    private const ulong MostMessages = 1UL << 32;
    private const ushort Offered = 0x1C;

    private static readonly byte[] s_payload = [1, 2, 3];
    private static readonly TimeSpan s_sending = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_opening = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan s_instant = TimeSpan.FromTicks(1);

    private readonly Sender _peer = new();
    private readonly AgentBundle _bundle;
    private readonly LinkKeys _link;
    private readonly ManualClock _clock = new(Sender.Now);
    private readonly SealSender _sender;
    private readonly SealSession _session;

    public SealLimitsTests()
    {
        _bundle = new AgentBundle(
            _peer.Credential, SigningKey.Generate(), KeyAgreementKey.Generate(), _peer.OperatorKey, new byte[32]);
        var options = new AgentClientOptions
        {
            EndPoint = new UnixEndPoint("/nowhere"),
            ListenerId = "docker",
            Clock = _clock,
        };
        _link = Shake();
        var writer = new LinkWriter(null!, _link, _bundle, options);
        writer.Open(Sender.Epoch);
        var clock = new SessionClock(_clock, new ClockSample(0, 0, Sender.Now));
        var context = new SealContext(_bundle, options, Sender.Epoch, clock);
        _sender = new SealSender(context, writer, new PendingTable(), _ => { });
        _session = new SealSession(_peer.Peer, 5, isInitiator: true, Seal(), _clock.MonotonicNanoseconds);
        _peer.Peer.Seals.Sending = _session;
    }

    [Fact]
    public void A_seal_serves_for_fifteen_minutes_and_the_next_message_waits_for_another()
    {
        _clock.Advance(s_sending - s_instant);
        Assert.Null(Send());
        Assert.Equal(1UL, _session.Sent);

        _clock.Advance(s_instant);
        Assert.NotNull(Send());

        Assert.Equal(1UL, _session.Sent);
        Assert.Null(_peer.Peer.Seals.Sending);
        Assert.NotNull(_peer.Peer.Seals.Handshake);
    }

    [Fact]
    public void A_wall_clock_that_was_set_prolongs_nothing()
    {
        _clock.Advance(s_sending);
        _clock.SetUnix(Sender.Now);

        Assert.NotNull(Send());
    }

    [Fact]
    public void A_seal_serves_for_two_to_the_thirty_two_messages()
    {
        _session.Sent = MostMessages - 1;
        Assert.Null(Send());
        Assert.Equal(MostMessages, _session.Sent);

        Assert.NotNull(Send());

        Assert.Equal(MostMessages, _session.Sent);
        Assert.NotNull(_peer.Peer.Seals.Handshake);
    }

    [Fact]
    public void What_is_on_its_way_opens_for_five_minutes_longer()
    {
        Assert.False(_session.IsOver(KeyLifetimes.Nanoseconds(s_opening) - 1));
        Assert.True(_session.IsOver(KeyLifetimes.Nanoseconds(s_opening)));
    }

    public void Dispose()
    {
        _sender.FailAll(new IOException("the test is over"));
        _session.Keys.Dispose();
        _link.Dispose();
        _bundle.Dispose();
        _peer.Dispose();
    }

    private WaitingMessage? Send()
    {
        OutgoingMessage message = OutgoingMessage.From(
            _peer.Peer, MessageType.Data, SendOptions.Default, MessageFlags.Sealed);
        return _sender.Send(message, s_payload, seals: true, null, awaited: false, out _);
    }

    private static SealKeys Seal()
    {
        using KeyAgreementKey one = KeyAgreementKey.Generate();
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        var parties = new SealParties(new byte[32], 1, new byte[32], 2, 5);
        using var asking = new SealInitiator(parties, Offered, Sender.Epoch, one, other.PublicKey);
        byte[] request = new byte[SealInitiator.RequestLength];
        asking.WriteRequest(request);
        byte[] answer = new byte[SealResponder.AnswerLength];
        using SealKeys? answered = SealResponder.TryAnswer(
            parties, Offered, 9, other, one.PublicKey, request, answer);
        Assert.NotNull(answered);
        return asking.TryReadAnswer(answer)!;
    }

    private LinkKeys Shake()
    {
        using KeyAgreementKey statics = KeyAgreementKey.Generate();
        using var agent = new AgentHandshake(
            SandboxTier.Docker, "docker", AeadSuites.SupportedHere, _peer.StaticKey, statics.PublicKey,
            _peer.Credential);
        using var router = new RouterHandshake(
            statics, new CredentialVerifier(_peer.OperatorKey), SandboxTier.Docker, "docker");
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        byte[] answer = new byte[WireLimits.MaxHandshakeFrame];
        int length = agent.WriteFirst(frame);
        Assert.Equal(HandshakeOutcome.Answer, router.Read(frame.AsSpan(0, length), Sender.Now, answer, out length));
        Assert.True(agent.TryReadSecond(answer.AsSpan(0, length)));
        agent.WriteThird(frame);
        return agent.Complete(KeyLifetimes.Default, _clock);
    }
}
