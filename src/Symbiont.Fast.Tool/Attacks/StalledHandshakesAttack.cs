using System.Globalization;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// More connections than one peer may begin at once, each with the first byte of a frame and no more: those over the
/// limit are closed at once, the others fall to the deadline, and whoever has a session is served meanwhile.
/// </summary>
public sealed class StalledHandshakesAttack : IAttack
{
    private const int Connections = 350;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public string Name => "flood of handshakes that stall";

    /// <inheritdoc/>
    public string Expectation => "all dropped, others served meanwhile";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileAgent bystander = await ground
            .ConnectAsync(ground.Certify(SandboxTier.Firecracker, "bystander"), cancellation).ConfigureAwait(false);
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        uint handle = bystander.Resolve(victim);
        var flood = new List<HostileLink>();
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                HostileLink link = await HostileLink
                    .ConnectAsync(ground.EndPoints[SandboxTier.Firecracker], cancellation).ConfigureAwait(false);
                flood.Add(link);
                link.TrySend([FrameHeader.Size]);
            }

            bystander.SendNext(new ForgedBatch { Destination = victim }, handle);
            AttackObservation served = bystander.Listen(1);
            int dropped = flood.Count(IsDropped);
            string note = string.Create(
                CultureInfo.InvariantCulture, $"{dropped} of {Connections} dropped, {served.Receipts} served");
            return new AttackResult(served with { Note = note }, dropped == Connections && served.Receipts == 1);
        }
        finally
        {
            flood.ForEach(link => link.Dispose());
        }
    }

    private static bool IsDropped(HostileLink link) =>
        !link.TryReadFrame(Patience, out _, out _, out bool closed) && closed;
}
