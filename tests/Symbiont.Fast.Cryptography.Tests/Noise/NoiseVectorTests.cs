using System.Buffers.Binary;
using System.Text.Json;
using Symbiont.Fast.Tests;
using static Symbiont.Fast.Cryptography.NoiseToken;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>The published vectors of the cacophony collection, transport messages included.</summary>
public sealed class NoiseVectorTests(ITestOutputHelper output)
{
    // The product offers the first four; the others show that the engine follows the specification.
    private static readonly NoisePattern[] Patterns =
    [
        NoisePattern.XK,
        NoisePattern.IK,
        NoisePattern.KK,
        NoisePattern.XX,
        new("IX", false, false, [E, S], [E, Ee, Se, S, Es]),
        new("KX", true, false, [E], [E, Ee, Se, S, Es]),
    ];

    [Theory]
    [InlineData("XK")]
    [InlineData("IK")]
    [InlineData("KK")]
    [InlineData("XX")]
    [InlineData("IX")]
    [InlineData("KX")]
    public void Every_vector_of_a_pattern_gives_its_messages_and_handshake_hash(string name)
    {
        using JsonDocument vectors = PublishedVectors.Open("noise/cacophony.txt");
        NoisePattern pattern = Patterns.Single(candidate => candidate.Name == name);
        int held = vectors.RootElement.GetRawText().Split($"\"{pattern.ProtocolName}\"").Length - 1;
        int ran = 0;
        int messages = 0;
        foreach (JsonElement vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
        {
            if (vector.Text("protocol_name") == pattern.ProtocolName)
            {
                messages += Run(pattern, vector);
                ran++;
            }
        }

        output.WriteLine($"{pattern.ProtocolName}: {ran} of {held} vectors, {messages} messages");
        Assert.True(ran > 0);
        Assert.Equal(held, ran);
    }

    [Fact]
    public void Every_vector_of_the_collection_is_run_or_left_out_for_a_reason()
    {
        using JsonDocument vectors = PublishedVectors.Open("noise/cacophony.txt");
        var tally = new VectorTally("Noise", output);
        foreach (JsonElement vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
        {
            string protocol = vector.Text("protocol_name");
            NoisePattern? pattern = Patterns.SingleOrDefault(candidate => candidate.ProtocolName == protocol);
            if (pattern is null)
            {
                tally.Skipped(WhyNot(protocol.Split('_')));
                continue;
            }

            Run(pattern, vector);
            tally.Ran(passed: true, protocol);
        }

        tally.Close(PublishedVectors.Count("noise/cacophony.txt", "protocol_name"));
    }

    private static string WhyNot(string[] protocol) => protocol switch
    {
        [_, _, not "25519", ..] => "curve 448 is not in the product",
        [_, _, _, not "ChaChaPoly", _] => "cipher AESGCM is not in the engine, whose handshakes use ChaChaPoly alone",
        [_, _, _, _, not "SHA256"] => "hashes other than SHA256 are not in the product",
        _ => "a one-way, keyless, pre-shared-key or deferred pattern, which the product does not offer",
    };

    private static int Run(NoisePattern pattern, JsonElement vector)
    {
        using KeyAgreementKey initiatorStatic = KeyAgreementKey.FromSeed(vector.Bytes("init_static"));
        using KeyAgreementKey responderStatic = KeyAgreementKey.FromSeed(vector.Bytes("resp_static"));
        using var initiator = HandshakeState.Initiator(
            pattern, vector.Bytes("init_prologue"), initiatorStatic, Optional(vector, "init_remote_static"));
        using var responder = HandshakeState.Responder(
            pattern, vector.Bytes("resp_prologue"), responderStatic, Optional(vector, "resp_remote_static"));
        initiator.FixEphemeral(KeyAgreementKey.FromSeed(vector.Bytes("init_ephemeral")));
        responder.FixEphemeral(KeyAgreementKey.FromSeed(vector.Bytes("resp_ephemeral")));

        JsonElement[] messages = [.. vector.GetProperty("messages").EnumerateArray()];
        for (int index = 0; index < pattern.MessageCount; index++)
        {
            bool byInitiator = index % 2 == 0;
            Exchange(
                byInitiator ? initiator : responder, byInitiator ? responder : initiator, messages[index],
                HandshakeState.MessageOverhead(pattern, index));
        }

        Assert.Equal(vector.Bytes("handshake_hash"), initiator.HandshakeHash);
        Assert.Equal(vector.Bytes("handshake_hash"), responder.HandshakeHash);
        Assert.Equal(initiatorStatic.PublicKey, responder.RemoteStatic);
        Assert.Equal(responderStatic.PublicKey, initiator.RemoteStatic);
        CheckTransport(initiator, responder, messages, pattern.MessageCount);
        return messages.Length;
    }

    private static void Exchange(HandshakeState writer, HandshakeState reader, JsonElement expected, int overhead)
    {
        byte[] payload = expected.Bytes("payload");
        byte[] message = new byte[payload.Length + overhead];
        Assert.Equal(message.Length, writer.WriteMessage(payload, message));
        Assert.Equal(expected.Bytes("ciphertext"), message);

        byte[] read = new byte[payload.Length];
        Assert.True(reader.TryReadMessage(message, read, out int length));
        Assert.Equal(payload.Length, length);
        Assert.Equal(payload, read);
    }

    private static void CheckTransport(
        HandshakeState initiator, HandshakeState responder, JsonElement[] messages, int handshakeMessages)
    {
        using TransportSecrets sending = initiator.Split();
        using TransportSecrets receiving = responder.Split();
        Span<byte> nonce = stackalloc byte[12];
        for (int index = handshakeMessages; index < messages.Length; index++)
        {
            bool byInitiator = index % 2 == 0;
            using var sealing = new AeadKey(AeadSuite.ChaCha20Poly1305, Secret(sending, byInitiator));
            using var opening = new AeadKey(AeadSuite.ChaCha20Poly1305, Secret(receiving, byInitiator));

            // Each direction counts for itself, and the directions alternate.
            BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], Count(handshakeMessages, index, byInitiator));
            byte[] payload = messages[index].Bytes("payload");
            byte[] sealedText = new byte[payload.Length + sealing.TagLength];
            sealing.Seal(nonce, [], payload, sealedText);
            Assert.Equal(messages[index].Bytes("ciphertext"), sealedText);
            Assert.True(opening.TryOpen(nonce, [], sealedText, payload));
            Assert.Equal(messages[index].Bytes("payload"), payload);
        }
    }

    private static ReadOnlySpan<byte> Secret(TransportSecrets secrets, bool byInitiator) =>
        byInitiator ? secrets.InitiatorToResponder.Bytes : secrets.ResponderToInitiator.Bytes;

    private static ulong Count(int first, int index, bool byInitiator) =>
        (ulong)Enumerable.Range(first, index - first).Count(earlier => (earlier % 2 == 0) == byInitiator);

    private static byte[] Optional(JsonElement vector, string member) =>
        vector.TryGetProperty(member, out _) ? vector.Bytes(member) : [];
}
