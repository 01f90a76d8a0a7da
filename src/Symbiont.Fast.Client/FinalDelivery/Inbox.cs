using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// Where a verified message of one lane goes: to the call that waits for it, or into the <see cref="Mailbox"/>. Receive
/// thread.
/// </summary>
internal sealed class Inbox
{
    private readonly PayloadReader _reader;
    private readonly Mailbox _mailbox;
    private readonly PendingTable _pending;
    private readonly ClientCounters _counters;
    private readonly bool _requiresSeals;

    public Inbox(
        Mailbox mailbox, PendingTable pending, ClientCounters counters, SealReceiver seals, bool requiresSeals)
    {
        _requiresSeals = requiresSeals;
        _reader = new PayloadReader(seals);
        _mailbox = mailbox;
        _pending = pending;
        _counters = counters;
    }

    public void Deliver(AgentClient client, Peer sender, DeliveryView delivery)
    {
        RunHeader run = delivery.Run.Header;
        ulong sequence = run.FirstSequence;
        foreach (MessageView view in delivery.Run.Messages)
        {
            ulong own = sequence++;
            if (view.IsWithheld)
            {
                _counters.Count(ClientCounters.Withheld);
                continue;
            }

            if (_requiresSeals && IsUnsealedSecret(view.Header))
            {
                _counters.Count(ClientCounters.Unsealed);
                continue;
            }

            // One message that cannot be read costs that message; the run goes on.
            PayloadVerdict verdict = _reader.Read(
                sender, delivery.Batch.Epoch, own, view, out ReadOnlySpan<byte> payload);
            if (verdict != PayloadVerdict.Whole)
            {
                _counters.Count(
                    verdict == PayloadVerdict.Unopened ? ClientCounters.Unopened : ClientCounters.Malformed);
                continue;
            }

            Guid id = MessageId.Create(delivery.Batch.SenderKeyId, delivery.Batch.Epoch, own);
            Deliver(client, new IncomingMessage(sender, id, view.Header, payload));
        }
    }

    private static bool IsUnsealedSecret(MessageHeader header) =>
        header.Level >= SecurityLevel.Confidential && (header.Flags & MessageFlags.Sealed) == 0;

    // The application's code meets hostile payloads here; what it throws must not end the session.
    private void Hand(MessageHandler handler, AgentClient client, in IncomingMessage message)
    {
        try
        {
            handler(client, message);
        }
#pragma warning disable CA1031 // Any failure of a handler is counted, and costs that one message.
        catch (Exception)
#pragma warning restore CA1031
        {
            _counters.Count(ClientCounters.HandlerFailures);
        }
    }

    private void Deliver(AgentClient client, in IncomingMessage message)
    {
        _counters.Count(ClientCounters.Delivered);
        if ((message.Flags & MessageFlags.Reply) != 0)
        {
            if (!_pending.TryReply(message))
            {
                _counters.Count(ClientCounters.RepliesUnexpected);
            }

            return;
        }

        if (_mailbox.Handler is { } handler)
        {
            Hand(handler, client, message);
        }
        else
        {
            _mailbox.Add(new ReceivedMessage(message));
        }
    }
}
