using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What becomes of the messages of a verified run.</summary>
public sealed class InboxTests : IDisposable
{
    private static readonly byte[] Ticks = [0x5F, .. "tick "u8, 5, 0, 1, 0x50, .. "tick "u8];

    private readonly Sender _sender = new();
    private readonly ClientCounters _counters = new();

    [Fact]
    public void A_message_that_does_not_decompress_is_rejected_and_the_run_goes_on()
    {
        byte[] bomb = [0x1F, 0, 1, 0, .. Enumerable.Repeat((byte)255, 4096), 0, 0x50, 0, 0, 0, 0, 0];
        byte[] body = _sender.DeliverCompressed(
            (bomb, WireLimits.MaxPayload), (Ticks, 29), (Ticks, 31), ([0xFF], 10), (Ticks, 30));
        Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));
        var mailbox = new Mailbox(8, lanes: 1);
        var inbox = new Inbox(mailbox, new PendingTable(), _counters, null!, requiresSeals: false);

        inbox.Deliver(null!, _sender.Peer, delivery);

        Assert.True(mailbox.Queue.TryRead(out ReceivedMessage? received));
        Assert.Equal("tick tick tick tick tick tick "u8, received.Payload.Span);
        Assert.False(mailbox.Queue.TryRead(out _));
        Assert.Equal(4, Counter("messages_rejected_malformed"));
        Assert.Equal(1, Counter("messages_delivered"));
    }

    [Theory]
    [InlineData(SecurityLevel.Restricted, true, true)]
    [InlineData(SecurityLevel.Confidential, true, false)]
    [InlineData(SecurityLevel.Secret, true, false)]
    [InlineData(SecurityLevel.Secret, false, true)]
    public void Who_insists_on_seals_gets_no_confidential_message_without(
        SecurityLevel level, bool insists, bool delivers)
    {
        byte[] body = _sender.Deliver(level: level, messages: 1);
        Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));
        var mailbox = new Mailbox(8, lanes: 1);
        var inbox = new Inbox(mailbox, new PendingTable(), _counters, null!, insists);

        inbox.Deliver(null!, _sender.Peer, delivery);

        Assert.Equal(delivers, mailbox.Queue.TryRead(out _));
        Assert.Equal(delivers ? 0 : 1, Counter("messages_unsealed"));
        Assert.Equal(delivers ? 1 : 0, Counter("messages_delivered"));
    }

    public void Dispose() => _sender.Dispose();

    private long Counter(string name) =>
        _counters.Set.Snapshot().Single(counter => counter.Key == name).Value;
}
