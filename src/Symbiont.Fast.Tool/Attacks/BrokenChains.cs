using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>Attacks on order, time and place: batches that are signed as they stand, and must not pass here and now.</summary>
internal static class BrokenChains
{
    private const long Hour = 3_600_000_000_000L;

    public static IReadOnlyList<IAttack> All { get; } =
    [
        new CraftedAttack
        {
            Name = "dropped batch", AgentId = "dropper", Reason = RefusalReason.Replayed, Send = SendSecondOnly,
        },
        new CraftedAttack
        {
            Name = "dropped frame",
            AgentId = "frame-dropper",
            Reason = RefusalReason.Malformed,
            Refused = 0,
            Send = SendBehindLostFrame,
        },
        new CraftedAttack
        {
            Name = "epoch of another session",
            AgentId = "time-traveller",
            Reason = RefusalReason.Unauthenticated,
            Send = (attacker, victim, handle) => attacker.SendNext(
                new ForgedBatch { Destination = victim, Epoch = attacker.Epoch - 1 }, handle),
        },
        new CraftedAttack
        {
            Name = "destination that does not exist",
            AgentId = "lost",
            Reason = RefusalReason.UnknownDestination,
            Send = (attacker, victim, _) => attacker.SendNext(
                new ForgedBatch { Destination = victim }, uint.MaxValue),
        },
        new CraftedAttack
        {
            Name = "timestamp extremes",
            AgentId = "extremist",
            Reason = RefusalReason.TimestampOutOfRange,
            Refused = 5,
            Ends = false,
            Send = SendExtremes,
        },
        new CraftedAttack
        {
            Name = "time to live over",
            AgentId = "late",
            Reason = RefusalReason.ExpiredTtl,
            Ends = false,
            Send = (attacker, victim, handle) => attacker.SendNext(
                new ForgedBatch { Destination = victim, Age = TimeSpan.FromSeconds(5), Ttl = 1_000 }, handle),
        },
        new CraftedAttack
        {
            Name = "signature suite 0 on a signed path",
            AgentId = "unsigned",
            Reason = RefusalReason.SignatureMissing,
            Ends = false,
            Send = (attacker, victim, handle) => attacker.SendNext(
                new ForgedBatch { Destination = victim, Suite = SignatureSuite.None }, handle),
        },
    ];

    private static void SendSecondOnly(HostileAgent attacker, AgentName victim, uint handle)
    {
        var batch = new ForgedBatch { Destination = victim };
        batch.Build(attacker, handle, out byte[] root);
        attacker.Continue(batch, root);
        attacker.SendNext(batch, handle);
    }

    private static void SendBehindLostFrame(HostileAgent attacker, AgentName victim, uint handle)
    {
        byte[] batch = new ForgedBatch { Destination = victim }.Build(attacker, handle);
        attacker.SealOnly(FrameKind.Batch, batch);
        attacker.Send(FrameKind.Batch, batch);
    }

    private static void SendExtremes(HostileAgent attacker, AgentName victim, uint handle)
    {
        long now = SystemClock.Instance.UnixNanoseconds;
        foreach (long timestamp in (long[])[long.MinValue, long.MaxValue, 0, -1, now + Hour])
        {
            attacker.SendNext(new ForgedBatch { Destination = victim, Timestamp = timestamp }, handle);
        }
    }
}
