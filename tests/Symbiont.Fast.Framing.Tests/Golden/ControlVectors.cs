namespace Symbiont.Fast.Framing.Tests;

/// <summary>The golden vectors of the control messages and of the close message.</summary>
internal static class ControlVectors
{
    public static IReadOnlyList<WireVector> All { get; } =
    [
        Control(
            "control-authenticate",
            "An authenticate message: the sender's signature over the handshake hash of the examples",
            to => AuthenticateMessage.Write(to, SessionSignature())),
        Control(
            "control-authenticate-displacing",
            "An authenticate message that displaces session 6 and announces one more lane; the proof is made up",
            to => AuthenticateMessage.WriteDisplacing(to, SessionSignature(), 6, MadeUpProof(), 1)),
        Control(
            "control-authenticate-joining",
            "An authenticate message of lane 2 of session 6; the proof is made up",
            to => AuthenticateMessage.WriteJoining(to, SessionSignature(), 2, 6, MadeUpProof())),
        Control(
            "control-authenticate-lanes",
            "An authenticate message that announces three more lanes",
            to => AuthenticateMessage.Write(to, SessionSignature(), 3)),
        Control(
            "control-welcome",
            "A welcome to session 7",
            new WelcomeMessage(7, WorkedExample.SenderHandle, ComposedMessage.NewYear).Write),
        Control("control-resolve", "A resolve", new ResolveMessage(5, WorkedExample.GVisor).Write),
        Control(
            "control-descriptor",
            "A descriptor that introduces the sender",
            to => DescriptorMessage.Write(to, 0, WorkedExample.SenderHandle, WorkedExample.Credential())),
        Control(
            "control-refusal",
            "The refusal of the message that delivery withholds",
            new RefusalMessage(
                RefusalReason.NotPermittedType, RefusalScope.Messages, 1, 3, 0, 12, "docker-to-firecracker").Write),
        Control(
            "control-refusal-request",
            "The refusal of a resolve; no rule decided",
            new RefusalMessage(
                RefusalReason.UnknownDestination, RefusalScope.Request, 0, 5, 0, 12, string.Empty).Write),
        Control("control-receipt", "The receipt for sequence 2", new ReceiptMessage(2).Write),
        Control("control-ping", "A ping", new PingMessage(ControlCode.Ping, 99, ComposedMessage.NewYear).Write),
        Control(
            "control-pong",
            "A pong",
            new PingMessage(ControlCode.Pong, 99, ComposedMessage.NewYear + 250_000).Write),
        Control("control-drain", "A drain", DrainMessage.Write),
        Control(
            "control-rehandshake",
            "The first step of a handshake inside a session; the bytes 00 to 1f stand for hello and Noise message",
            to => RehandshakeMessage.Write(to, RehandshakeMessage.First, [.. Enumerable.Range(0, 32).Select(b => (byte)b)])),
        Control(
            "control-rehandshake-done", "The last step of a handshake inside a session",
            to => RehandshakeMessage.Write(to, RehandshakeMessage.Done, [])),
        Control(
            "control-seal-request",
            "A request for a seal with the agent in gVisor; the Noise message is filler of its true length",
            to => SealMessage.Write(
                to, ControlCode.SealRequest, WorkedExample.GVisorHandle, 5,
                Enumerable.Repeat((byte)0xAB, 1256).ToArray())),
        Control(
            "control-seal-answer",
            "The answer on its way to the sender; the Noise message is filler of its true length",
            to => SealMessage.Write(
                to, ControlCode.SealAnswer, WorkedExample.GVisorHandle, 5 | MessageFlagFields.FromResponder,
                Enumerable.Repeat((byte)0xCD, 1160).ToArray())),
        Control(
            "control-seal-over",
            "The word that there is no such seal",
            to => SealMessage.Write(
                to, ControlCode.SealAnswer, WorkedExample.GVisorHandle, 5 | MessageFlagFields.FromResponder, [])),
        Close(),
    ];

    private delegate int Writer(Span<byte> destination);

    private static WireVector Control(string name, string title, Writer write)
    {
        // Filled beforehand, so that a writer that leaves a byte untouched is found out.
        byte[] bytes = new byte[ControlHeader.Size + ControlHeader.MaxBody];
        Array.Fill(bytes, (byte)0xA5);
        return new WireVector(name, $"{title} (one control message)", bytes[..write(bytes)], WireLayouts.Control);
    }

    private static WireVector Close()
    {
        byte[] bytes = new byte[CloseMessage.Size];
        new CloseMessage(RefusalReason.ShuttingDown).Write(bytes);
        return new WireVector(
            "close", "A close because the router is draining (body of a close frame)", bytes, WireLayouts.Close);
    }

    private static byte[] MadeUpProof() => [.. Enumerable.Range(0xA0, 32).Select(value => (byte)value)];

    private static byte[] SessionSignature() =>
        ExampleKey.Sender.Sign([.. "symbiont.fast session 1"u8, .. WorkedExample.HandshakeHash]);
}
