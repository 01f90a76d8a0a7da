using System.Globalization;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Every bit of a batch's headers is flipped, one at a time, in a session of its own: those of the frame header after
/// sealing, those of batch, run and message header before. No flip may pass.
/// </summary>
public sealed class FlippedBitsAttack : IAttack
{
    private const int FrameBits = FrameHeader.Size * 8;
    private const int BodyBits = (BatchHeader.Size + RunHeader.Size + MessageHeader.Size) * 8;

    /// <summary>How many bits there are to flip.</summary>
    public const int Bits = FrameBits + BodyBits;

    // More than any length that a header can say.
    private static readonly byte[] Filler = new byte[WireLimits.MaxFrame];

    /// <inheritdoc/>
    public string Name => "every header bit flipped";

    /// <inheritdoc/>
    public string Expectation => "no flip passes";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle bundle = ground.Certify(SandboxTier.Docker, "flipper");
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        uint handle = 0;
        var total = AttackObservation.Nothing;
        int withstood = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            HostileAgent attacker = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
            handle = handle == 0 ? attacker.Resolve(victim) : handle;
            AttackObservation seen = Flip(attacker, new ForgedBatch { Destination = victim }, handle, bit);
            attacker.Abandon();
            withstood += seen is { Receipts: 0, Ending: not LinkEnding.Open } ? 1 : 0;
            total = total with { Receipts = total.Receipts + seen.Receipts, Refused = total.Refused + seen.Refused };
        }

        string note = string.Create(CultureInfo.InvariantCulture, $"{withstood:N0} of {Bits:N0} flips withstood");
        return new AttackResult(total with { Note = note }, withstood == Bits);
    }

    private static AttackObservation Flip(HostileAgent attacker, ForgedBatch batch, uint handle, int bit)
    {
        byte[] body = batch.Build(attacker, handle);
        if (bit < FrameBits)
        {
            attacker.SendAltered(FrameKind.Batch, body, bit);

            // A flipped length makes the router wait for the rest of the frame: it gets one.
            attacker.SendUnsealed(Filler);
        }
        else
        {
            int inBody = bit - FrameBits;
            body[inBody / 8] ^= (byte)(1 << (inBody % 8));
            attacker.Send(FrameKind.Batch, body);
        }

        return attacker.ListenToTheEnd();
    }
}
