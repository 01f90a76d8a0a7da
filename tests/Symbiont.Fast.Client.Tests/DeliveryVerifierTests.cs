using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>What a destination believes of a router that may lie.</summary>
public sealed class DeliveryVerifierTests : IDisposable
{
    private const long Second = 1_000_000_000L;

    // Batch header, run header, message header: the first payload's first byte.
    private const int FirstPayload = BatchHeader.Size + RunHeader.Size + MessageHeader.Size;

    private readonly Sender _sender = new();
    private readonly DeliveryVerifier _verifier = new(Sender.Destination, LaneNumber.Only, requireSignatures: true);

    [Fact]
    public void An_honest_run_is_believed() => Assert.Equal(RefusalReason.None, Check(_sender.Deliver()));

    [Fact]
    public void A_run_of_an_agent_that_was_not_introduced_is_not() =>
        Assert.Equal(RefusalReason.Unauthenticated, Check(_sender.Deliver(), introduced: false));

    [Theory]
    [InlineData(0, RefusalReason.Unauthenticated)]
    [InlineData(1, RefusalReason.None)]
    public void A_run_is_believed_over_its_senders_lane(int lane, RefusalReason expected)
    {
        var verifier = new DeliveryVerifier(Sender.Destination, new LaneNumber(lane, 2), requireSignatures: true);

        Assert.Equal(expected, Check(_sender.Deliver(), verifier));
    }

    [Fact]
    public void A_run_is_believed_once()
    {
        byte[] run = _sender.Deliver();

        Assert.Equal(RefusalReason.None, Check(run));
        Assert.Equal(RefusalReason.Replayed, Check(run));
    }

    [Fact]
    public void Neither_sequences_nor_run_numbers_nor_epochs_go_back()
    {
        Assert.Equal(RefusalReason.None, Check(_sender.Deliver(firstSequence: 10, runNumber: 5)));

        Assert.Equal(RefusalReason.Replayed, Check(_sender.Deliver(firstSequence: 12, runNumber: 6)));
        Assert.Equal(RefusalReason.Replayed, Check(_sender.Deliver(firstSequence: 13, runNumber: 5)));
        Assert.Equal(RefusalReason.Replayed, Check(_sender.Deliver(firstSequence: 13, runNumber: 6, epoch: 6)));
        Assert.Equal(RefusalReason.None, Check(_sender.Deliver(firstSequence: 13, runNumber: 6)));
        Assert.Equal(RefusalReason.None, Check(_sender.Deliver(firstSequence: 1, runNumber: 1, epoch: 8)));
    }

    [Fact]
    public void Runs_that_never_came_are_counted()
    {
        Check(_sender.Deliver(firstSequence: 1, runNumber: 1), out long first);
        Check(_sender.Deliver(firstSequence: 20, runNumber: 5), out long missing);

        Assert.Equal(0, first);
        Assert.Equal(3, missing);
    }

    [Theory]
    [InlineData(FirstPayload)]
    [InlineData(BatchHeader.Size + RunHeader.Size)]
    [InlineData(16)]
    [InlineData(40)]
    public void A_changed_byte_breaks_the_signature(int offset)
    {
        byte[] run = _sender.Deliver();
        run[offset] ^= 1;

        Assert.Equal(RefusalReason.SignatureInvalid, Check(run));
    }

    [Fact]
    public void A_run_for_another_destination_is_not_believed() =>
        Assert.Equal(RefusalReason.SignatureInvalid, Check(_sender.Deliver(destination: Sender.Name)));

    [Fact]
    public void An_unsigned_run_is_believed_only_by_who_wants_no_signature()
    {
        byte[] run = _sender.Deliver(suite: SignatureSuite.None);
        var lax = new DeliveryVerifier(Sender.Destination, LaneNumber.Only, requireSignatures: false);

        Assert.Equal(RefusalReason.SignatureMissing, Check(run));
        Assert.Equal(RefusalReason.None, Check(run, lax));
    }

    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    public void A_batch_of_another_time_is_not_believed(int seconds) =>
        Assert.Equal(
            RefusalReason.TimestampOutOfRange, Check(_sender.Deliver(created: Sender.Now + (seconds * Second))));

    [Fact]
    public void A_withheld_message_leaves_the_rest_believable_and_a_wrong_leaf_does_not()
    {
        byte[] honest = _sender.Deliver();
        DeliveryView.TryRead(honest, out DeliveryView view);
        MessageCursor messages = view.Run.Messages;
        messages.MoveNext();
        byte[] leaf = new byte[32];
        BatchHash.Leaf(1, messages.Current.Bytes, leaf);

        Assert.Equal(RefusalReason.None, Check(Withhold(honest, leaf)));
        leaf[0] ^= 1;
        Assert.Equal(RefusalReason.SignatureInvalid, CheckFresh(Withhold(honest, leaf)));
    }

    public void Dispose() => _sender.Dispose();

    // What a router does with the first message of a run that it refuses.
    private static byte[] Withhold(byte[] run, byte[] leaf)
    {
        const int FirstMessage = BatchHeader.Size + RunHeader.Size;
        const int MessageSize = MessageHeader.Size + 8;
        byte[] withheld = new byte[MessageHeader.Size];
        MessageHeader.WriteWithheld(withheld);
        byte[] result = [.. run[..FirstMessage], .. withheld, .. leaf, .. run[(FirstMessage + MessageSize)..]];
        BitConverter.TryWriteBytes(result.AsSpan(BatchHeader.Size + 24), (3 * MessageSize) + 24);
        return result;
    }

    private RefusalReason Check(byte[] run, bool introduced = true) =>
        Check(run, _verifier, introduced ? _sender.Peer : null, out _);

    private RefusalReason Check(byte[] run, DeliveryVerifier verifier) => Check(run, verifier, _sender.Peer, out _);

    private RefusalReason Check(byte[] run, out long missing) => Check(run, _verifier, _sender.Peer, out missing);

    // Against a peer that nothing came from yet.
    private RefusalReason CheckFresh(byte[] run) =>
        Check(run, _verifier, new Peer(Sender.Handle, _sender.Peer.Credential), out _);

    private static RefusalReason Check(byte[] run, DeliveryVerifier verifier, Peer? peer, out long missing)
    {
        Assert.Equal(FrameError.None, DeliveryView.TryRead(run, out DeliveryView view));
        return verifier.Check(view, peer, Sender.Now, out missing);
    }
}
