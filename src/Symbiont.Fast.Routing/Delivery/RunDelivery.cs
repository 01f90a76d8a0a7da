using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Routing.Delivery;

/// <summary>
/// Step 7 of the message flow: puts a run on its way. Accepted messages are copied as the sender wrote them; in place
/// of a refused one stands its leaf hash, so that the destination can still verify the signature over the rest.
/// </summary>
internal static class RunDelivery
{
    // The ring's own header and padding for one more record.
    private const int IntroductionExtra = 32;

    private const int WithheldSize = MessageHeader.Size + 32;
    private const int MaxBody = WireLimits.MaxFrame - FrameHeader.Size - WireLimits.MaxTag;

    /// <summary>How large the run frame's body will be.</summary>
    public static int Size(BatchView batch, RunView run, ReadOnlySpan<RouteVerdict> verdicts, int pathHashes) =>
        DeliveryView.BodySize(RunHeader.Size + MessageBytes(run, verdicts), pathHashes, batch.Header.Suite);

    /// <summary>Claims room at the destination, after introducing the sender to it where that is needed.</summary>
    /// <returns>
    /// <see cref="RefusalReason.None"/> with a claim to fill; <see cref="RefusalReason.DestinationOverloaded"/> when
    /// its ring is full; <see cref="RefusalReason.PayloadTooLarge"/> when the run does not fit one frame.
    /// </returns>
    public static RefusalReason TryClaim(AgentSession sender, AgentSession destination, int size, out SharedRingClaim claim)
    {
        claim = default;
        if (size > MaxBody)
        {
            return RefusalReason.PayloadTooLarge;
        }

        bool claimed = TryIntroduce(sender, destination)
            && destination.Port.TryClaim(FrameKind.Run, size, out claim);
        return claimed ? RefusalReason.None : RefusalReason.DestinationOverloaded;
    }

    /// <summary>The room that the introduction needs which a destination is still to be given, in bytes.</summary>
    public static int Needs(AgentSession sender, AgentSession destination) => sender.NeedsIntroduction(destination)
        ? DescriptorMessage.WireLength(sender.Admission.Credential.Length) + IntroductionExtra
        : 0;

    /// <summary>
    /// Sends the sender's credential ahead, once for a sender's session and a destination's session; false when the
    /// destination's ring is full.
    /// </summary>
    public static bool TryIntroduce(AgentSession sender, AgentSession destination)
    {
        if (!sender.NeedsIntroduction(destination))
        {
            return true;
        }

        byte[] credential = sender.Admission.Credential;
        int length = DescriptorMessage.WireLength(credential.Length);
        if (!destination.Port.TryClaim(FrameKind.Control, length, out SharedRingClaim claim))
        {
            return false;
        }

        DescriptorMessage.Write(claim.Bytes, 0, sender.Agent.Handle, credential);
        claim.Commit();
        destination.Port.Announce();
        sender.NoteIntroduction(destination);
        return true;
    }

    /// <summary>Writes the run frame's body.</summary>
    public static void Write(
        Span<byte> body, BatchView batch, RunView run, ReadOnlySpan<RouteVerdict> verdicts, int runIndex,
        ReadOnlySpan<byte> path, BatchAuthentication hashes, int firstMessage)
    {
        batch.Header.Bytes.CopyTo(body);
        Span<byte> rest = body[BatchHeader.Size..];
        RunHeader header = run.Header;
        RunHeader.Write(
            rest, header.DestinationKind, header.MessageCount, header.Destination, header.FirstSequence,
            header.RunNumber, MessageBytes(run, verdicts));
        rest = rest[RunHeader.Size..];
        WriteMessages(ref rest, batch, run, verdicts, hashes, firstMessage);
        DeliveryView.WritePathHeader(rest, runIndex, path.Length / 32);
        path.CopyTo(rest[DeliveryView.PathHeaderSize..]);
        batch.Signature.CopyTo(rest[(DeliveryView.PathHeaderSize + path.Length)..]);
    }

    private static void WriteMessages(
        ref Span<byte> rest, BatchView batch, RunView run, ReadOnlySpan<RouteVerdict> verdicts,
        BatchAuthentication hashes, int firstMessage)
    {
        if (AllAccepted(verdicts))
        {
            // The padding was checked with the form, so the run goes on as it came.
            ReadOnlySpan<byte> messages = run.Bytes[RunHeader.Size..];
            messages.CopyTo(rest);
            rest = rest[messages.Length..];
            return;
        }

        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            int written = verdicts[index].IsAccepted
                ? WriteMessage(rest, message)
                : WriteWithheld(rest, hashes.Leaf(batch, firstMessage + index));
            rest = rest[written..];
            index++;
        }
    }

    private static int MessageBytes(RunView run, ReadOnlySpan<RouteVerdict> verdicts)
    {
        if (AllAccepted(verdicts))
        {
            return run.Bytes.Length - RunHeader.Size;
        }

        int bytes = 0;
        int index = 0;
        foreach (MessageView message in run.Messages)
        {
            bytes += verdicts[index].IsAccepted ? message.WireLength : WithheldSize;
            index++;
        }

        return bytes;
    }

    private static bool AllAccepted(ReadOnlySpan<RouteVerdict> verdicts)
    {
        foreach (ref readonly RouteVerdict verdict in verdicts)
        {
            if (!verdict.IsAccepted)
            {
                return false;
            }
        }

        return true;
    }

    private static int WriteMessage(Span<byte> destination, MessageView message)
    {
        message.Bytes.CopyTo(destination);
        destination[message.Bytes.Length..message.WireLength].Clear();
        return message.WireLength;
    }

    private static int WriteWithheld(Span<byte> destination, ReadOnlySpan<byte> leaf)
    {
        MessageHeader.WriteWithheld(destination);
        leaf.CopyTo(destination[MessageHeader.Size..]);
        return WithheldSize;
    }
}
