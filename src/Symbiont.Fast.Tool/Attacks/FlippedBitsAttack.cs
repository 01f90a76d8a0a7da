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

    // Not from gVisor: a flip in the handle can name an agent in Docker, and that path is pipelined, so that the batch is
    // forwarded before its signature fails. What becomes of such a batch is an attack of its own.
    private static readonly SandboxTier[] Tiers = [SandboxTier.Docker, SandboxTier.Firecracker];

    // A flip that passes costs a wait for what does not come; after a few there is nothing left to show.
    private const int MaxPassed = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

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
        AgentBundle[] bundles =
            [.. Tiers.Select(tier => ground.Certify(tier, $"flipper-{Vocabulary.Name(tier)}"))];
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        uint handle = 0;
        var total = AttackObservation.Nothing;
        int withstood = 0;
        string passed = string.Empty;
        for (int bit = 0; bit < Bits && bit - withstood < MaxPassed; bit++)
        {
            HostileAgent attacker = await ConnectAsync(ground, bundles[bit % bundles.Length], cancellation)
                .ConfigureAwait(false);
            handle = handle == 0 ? attacker.Resolve(victim) : handle;
            AttackObservation seen = Flip(attacker, new ForgedBatch { Destination = victim }, handle, bit);
            attacker.Abandon();
            bool good = seen is { Receipts: 0, Ending: not LinkEnding.Open };
            withstood += good ? 1 : 0;
            passed += good ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; bit {bit}: {seen}");
            total = total with { Receipts = total.Receipts + seen.Receipts, Refused = total.Refused + seen.Refused };
        }

        Array.ForEach(bundles, bundle => bundle.Dispose());
        string note = string.Create(CultureInfo.InvariantCulture, $"{withstood:N0} of {Bits:N0} flips withstood{passed}");
        return new AttackResult(total with { Note = note }, withstood == Bits);
    }

    // A router lets one peer begin 300 handshakes at once and 100 a second more, at each listener. Hence the two tiers,
    // and some patience.
    private static async Task<HostileAgent> ConnectAsync(
        AttackGround ground, AgentBundle bundle, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
            }
            catch (AttackException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            }
        }
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
