using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>Two agents, their handshake, and messages between them.</summary>
internal sealed class SealPair : IDisposable
{
    public const uint InitiatorEpoch = 7;
    public const uint ResponderEpoch = 9;
    public const uint SealId = 5;

    private readonly KeyAgreementKey _initiator = KeyAgreementKey.Generate();
    private readonly KeyAgreementKey _responder = KeyAgreementKey.Generate();

    public static SealParties Parties { get; } = new(Digest("initiator"), 11, Digest("responder"), 22, SealId);

    public SealKeys Initiator { get; private set; } = null!;

    public SealKeys Responder { get; private set; } = null!;

    public static byte[] Digest(string name)
    {
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute(1, name, digest);
        return digest;
    }

    /// <summary>The handshake; false when one of the two does not go along.</summary>
    public bool TryShake(
        ushort offered, ushort accepted, SealParties? initiators = null, SealParties? responders = null,
        Action<byte[]>? onRequest = null, Action<byte[]>? onAnswer = null)
    {
        using var asking = new SealInitiator(
            initiators ?? Parties, offered, InitiatorEpoch, _initiator, _responder.PublicKey);
        byte[] request = new byte[SealInitiator.RequestLength];
        asking.WriteRequest(request);
        onRequest?.Invoke(request);
        byte[] answer = new byte[SealResponder.AnswerLength];
        SealKeys? responder = SealResponder.TryAnswer(
            responders ?? Parties, accepted, ResponderEpoch, _responder, _initiator.PublicKey, request, answer);
        if (responder is null)
        {
            return false;
        }

        Responder = responder;
        onAnswer?.Invoke(answer);
        if (asking.TryReadAnswer(answer) is not { } initiator)
        {
            return false;
        }

        Initiator = initiator;
        return true;
    }

    public static SealPair Shaken(AeadSuite suite)
    {
        var pair = new SealPair();
        Assert.True(pair.TryShake(AeadSuites.Bit(suite), SealSuites.All));
        return pair;
    }

    /// <summary>A run of one sealed message of the initiator, as it stands in a batch body.</summary>
    public byte[] Seal(ulong sequence, ReadOnlySpan<byte> plain, bool byResponder = false)
    {
        SealKeys keys = byResponder ? Responder : Initiator;
        uint epoch = byResponder ? ResponderEpoch : InitiatorEpoch;
        int length = plain.Length + keys.TagLength;
        int size = WireLimits.Align(MessageHeader.Size + MessageFlagFields.FieldSize + length);
        byte[] body = new byte[BatchHeader.Size + RunHeader.Size + size];
        BatchHeader.Write(body, SignatureSuite.None, 1, 1, 1, epoch, sequence, 0, new byte[32]);
        RunHeader.Write(body.AsSpan(BatchHeader.Size), DestinationKind.Agent, 1, 2, sequence, 1, size);
        Span<byte> message = body.AsSpan(BatchHeader.Size + RunHeader.Size);
        MessageHeader.Write(message, 1, 2, length, 3, 4, MessageType.Data, SecurityLevel.Secret, MessageFlags.Sealed);
        Span<byte> fields = message.Slice(MessageHeader.Size, MessageFlagFields.FieldSize);
        MessageFlagFields.WriteSeal(fields, SealId, keys.PeerEpoch);
        keys.Seal(
            epoch, sequence, message[..MessageHeader.Size], fields, plain,
            message.Slice(MessageHeader.Size + MessageFlagFields.FieldSize, length));
        return body;
    }

    /// <summary>What the other side makes of it; null when it does not open.</summary>
    public byte[]? Open(byte[] body, ulong sequence, uint epoch = InitiatorEpoch, SealKeys? keys = null)
    {
        keys ??= Responder;
        Assert.Equal(FrameError.None, BatchView.TryRead(body, out BatchView batch));
        RunCursor runs = batch.Runs;
        Assert.True(runs.MoveNext());
        MessageCursor messages = runs.Current.Messages;
        Assert.True(messages.MoveNext());
        byte[] plain = new byte[messages.Current.Payload.Length - keys.TagLength];
        return keys.TryOpen(epoch, sequence, messages.Current, plain) ? plain : null;
    }

    public void Dispose()
    {
        Initiator?.Dispose();
        Responder?.Dispose();
        _initiator.Dispose();
        _responder.Dispose();
    }
}
