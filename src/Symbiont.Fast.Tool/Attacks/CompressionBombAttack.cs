using System.Globalization;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A compressed payload of half a kilobyte that becomes 127 KiB, said to be 64 bytes: the destination decompresses into
/// what was said and not a byte further, and its application hears nothing.
/// </summary>
public sealed class CompressionBombAttack : IAttack
{
    private const string Rejected = "messages_rejected_malformed";
    private const string Delivered = "messages_delivered";
    private const int SaidSize = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "compression bomb";

    /// <inheritdoc/>
    public string Expectation => "the destination rejects it";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle destination = ground.Certify(SandboxTier.GVisor, "inflated");
        var options = new AgentClientOptions
        {
            EndPoint = ground.EndPoints[SandboxTier.GVisor],
            ListenerId = Vocabulary.Name(SandboxTier.GVisor),
        };
        await using AgentClient receiver = await AgentClient.ConnectAsync(destination, options, cancellation)
            .ConfigureAwait(false);
        using HostileAgent sender = await ground
            .ConnectAsync(ground.Certify(SandboxTier.Docker, "bomber"), cancellation).ConfigureAwait(false);
        uint handle = sender.Resolve(receiver.Name);
        sender.SendNext(Bomb(receiver.Name), handle);

        // Behind the bomb comes an ordinary message: once that is there, the bomb was judged.
        sender.SendNext(new ForgedBatch { Destination = receiver.Name }, handle);
        AttackObservation seen = sender.Listen(2);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        await receiver.ReceiveAsync(deadline.Token).ConfigureAwait(false);
        (long rejected, long delivered) = (Count(receiver, Rejected), Count(receiver, Delivered));
        string note = string.Create(
            CultureInfo.InvariantCulture, $"destination rejects {rejected}, delivers {delivered}");
        return new AttackResult(
            seen with { Undelivered = seen.Receipts, Note = note },
            seen is { Receipts: 2, Refused: 0 } && rejected == 1 && delivered == 1);
    }

    // The LZ4 block format: one literal, a match at distance 1 as long as 500 bytes can say, five last literals.
    private static ForgedBatch Bomb(AgentName destination)
    {
        byte[] block = [0x1F, (byte)'a', 1, 0, .. Enumerable.Repeat((byte)255, 500), 0, 0x50, .. "bbbbb"u8];
        byte[] flagData = new byte[MessageFlagFields.FieldSize];
        MessageFlagFields.WritePlainSize(flagData, SaidSize);
        return new ForgedBatch
        {
            Destination = destination,
            Flags = MessageFlags.Compressed | MessageFlags.ReceiptWanted,
            FlagData = flagData,
            Content = block,
        };
    }

    private static long Count(AgentClient client, string name) =>
        client.Counters().Single(counter => counter.Key == name).Value;
}
