namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>An initiator and a responder that can shake hands.</summary>
internal sealed class Pair : IDisposable
{
    public static readonly byte[] Prologue = [1, 2, 3];

    private readonly KeyAgreementKey _initiatorStatic = KeyAgreementKey.Generate();
    private readonly KeyAgreementKey _responderStatic = KeyAgreementKey.Generate();

    private readonly NoisePattern _pattern;

    public Pair(byte[]? responderPrologue = null, byte[]? expectedResponder = null)
        : this(NoisePattern.XK, responderPrologue, expectedResponder)
    {
    }

    /// <summary>A pair for XK or XKhfs.</summary>
    public Pair(NoisePattern pattern, byte[]? responderPrologue = null, byte[]? expectedResponder = null)
    {
        _pattern = pattern;
        Initiator = HandshakeState.Initiator(
            pattern, Prologue, _initiatorStatic, expectedResponder ?? _responderStatic.PublicKey);
        Responder = HandshakeState.Responder(pattern, responderPrologue ?? Prologue, _responderStatic);
    }

    public HandshakeState Initiator { get; }

    public HandshakeState Responder { get; }

    public KeyAgreementKey InitiatorStatic => _initiatorStatic;

    public KeyAgreementKey ResponderStatic => _responderStatic;

    /// <summary>Who writes the message with that index.</summary>
    public HandshakeState Writer(int index) => index % 2 == 0 ? Initiator : Responder;

    /// <summary>Who reads the message with that index.</summary>
    public HandshakeState Reader(int index) => index % 2 == 0 ? Responder : Initiator;

    /// <summary>Lets that many messages pass unharmed.</summary>
    public void Pass(int messages)
    {
        for (int index = 0; index < messages; index++)
        {
            Assert.True(Reads(index, Write(index)));
        }
    }

    /// <summary>The message with that index, with a five-byte payload.</summary>
    public byte[] Write(int index)
    {
        byte[] message = new byte[5 + HandshakeState.MessageOverhead(_pattern, index)];
        Assert.Equal(message.Length, Writer(index).WriteMessage([9, 8, 7, 6, 5], message));
        return message;
    }

    /// <summary>Whether the reader takes the message.</summary>
    public bool Reads(int index, byte[] message)
    {
        byte[] payload = new byte[message.Length];
        bool read = Reader(index).TryReadMessage(message, payload, out int length);
        Assert.Equal(read ? [9, 8, 7, 6, 5] : [], payload[..length]);
        return read;
    }

    public void Dispose()
    {
        Initiator.Dispose();
        Responder.Dispose();
        _initiatorStatic.Dispose();
        _responderStatic.Dispose();
    }
}
