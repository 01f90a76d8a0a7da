using System.Buffers.Binary;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Attacks with well-sealed records whose content the wire protocol does not allow: the bus ends the session before
/// the router sees any of it.
/// </summary>
internal static class BrokenForms
{
    private const int PayloadLengthOffset = BatchHeader.Size + RunHeader.Size + 16;
    private const ushort UnknownCode = 999;

    public static IReadOnlyList<IAttack> All { get; } =
    [
        Attack("signature suite that is not assigned", "futurist", (attacker, victim, handle) =>
        {
            byte[] batch = new ForgedBatch { Destination = victim }.Build(attacker, handle);
            batch[0] = 2;
            attacker.Send(FrameKind.Batch, batch);
        }),
        Attack("withheld message in a batch", "withholder", (attacker, victim, handle) => attacker.SendNext(
            new ForgedBatch { Destination = victim, Flags = MessageFlags.Withheld }, handle)),
        Attack("reply that is no call's", "echo", (attacker, victim, handle) => attacker.SendNext(
            new ForgedBatch { Destination = victim, Flags = MessageFlags.Reply | MessageFlags.ReceiptWanted }, handle)),
        Attack("payload over the limit", "hoarder", SendOversized, RefusalReason.PayloadTooLarge),
        Attack("control code that is not assigned", "inventor", (attacker, _, _) =>
        {
            byte[] message = new byte[ControlHeader.Size];
            BinaryPrimitives.WriteUInt16LittleEndian(message, UnknownCode);
            attacker.Send(FrameKind.Control, message);
        }),
        Attack("router's word from an agent", "usurper", (attacker, _, _) =>
        {
            byte[] message = new byte[WelcomeMessage.WireLength];
            new WelcomeMessage(attacker.Epoch, 1, 0).Write(message);
            attacker.Send(FrameKind.Control, message);
        }),
    ];

    private static CraftedAttack Attack(
        string name, string agentId, CraftedSend send, RefusalReason reason = RefusalReason.Malformed) => new()
    {
        Name = name,
        AgentId = agentId,
        Reason = reason,
        Refused = 0,
        Send = send,
    };

    private static void SendOversized(HostileAgent attacker, AgentName victim, uint handle)
    {
        byte[] batch = new ForgedBatch { Destination = victim }.Build(attacker, handle);
        BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(PayloadLengthOffset), WireLimits.MaxPayload + 1);
        attacker.Send(FrameKind.Batch, batch);
    }
}
