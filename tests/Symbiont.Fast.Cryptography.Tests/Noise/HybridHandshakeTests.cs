using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>
/// The hybrid patterns have no published vectors with ML-KEM-768. So the engine shakes hands with a second
/// implementation, written from the specification for these tests, in both roles.
/// </summary>
public sealed class HybridHandshakeTests
{
    private const string Suffix = "_25519+MLKEM768_ChaChaPoly_SHA256";

    private static readonly (NoisePattern Pattern, string Messages)[] Patterns =
    [
        (NoisePattern.XKhfs, "e, es, e1; e, ee, ekem1; s, se"),
        (NoisePattern.IKhfs, "e, es, e1, s, ss; e, ee, ekem1, se"),
        (NoisePattern.KKhfs, "e, es, e1, ss; e, ee, ekem1, se"),
        (NoisePattern.XXhfs, "e, e1; e, ee, ekem1, s, es; s, se"),
    ];

    public static TheoryData<string, bool> Roles
    {
        get
        {
            var roles = new TheoryData<string, bool>();
            foreach ((NoisePattern pattern, _) in Patterns)
            {
                roles.Add(pattern.Name, true);
                roles.Add(pattern.Name, false);
            }

            return roles;
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void The_engine_and_a_second_implementation_understand_each_other(string name, bool engineBegins)
    {
        (NoisePattern pattern, string messages) = Patterns.Single(entry => entry.Pattern.Name == name);
        Assert.Equal($"Noise_{name}{Suffix}", pattern.ProtocolName);
        for (int round = 0; round < 20; round++)
        {
            Run(pattern, messages, engineBegins, new Random(round));
        }
    }

    [Fact]
    public void A_secret_that_only_one_side_mixed_in_makes_the_handshake_fail()
    {
        // What a reader without ML-KEM would compute: XK's tokens over XKhfs's bytes cannot agree.
        using KeyAgreementKey agent = KeyAgreementKey.Generate();
        using KeyAgreementKey router = KeyAgreementKey.Generate();
        using var initiator = HandshakeState.Initiator(NoisePattern.XKhfs, [], agent, router.PublicKey);
        using var responder = HandshakeState.Responder(NoisePattern.XK, [], router);
        byte[] message = new byte[HandshakeState.MessageOverhead(NoisePattern.XKhfs, 0)];
        initiator.WriteMessage([], message);
        Assert.False(responder.TryReadMessage(message, new byte[message.Length], out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_altered_byte_of_a_hybrid_message_makes_the_read_fail(int index)
    {
        int length = 5 + HandshakeState.MessageOverhead(NoisePattern.XKhfs, index);
        for (int position = 0; position < length; position += 1 + (length / 97))
        {
            using var pair = new Pair(NoisePattern.XKhfs);
            pair.Pass(index);
            byte[] message = pair.Write(index);
            message[position] ^= (byte)(1 << (position % 8));
            Assert.False(pair.Reads(index, message));
        }
    }

    [Fact]
    public void A_responder_that_is_sent_no_ML_KEM_key_throws_and_is_dead()
    {
        using KeyAgreementKey attacker = KeyAgreementKey.Generate();
        using KeyAgreementKey victim = KeyAgreementKey.Generate();
        using var responder = HandshakeState.Responder(NoisePattern.XXhfs, [], victim);
        byte[] message =
            [.. attacker.PublicKey, .. Enumerable.Repeat((byte)0xFF, 1184)]; // XX: nothing is encrypted yet
        Assert.True(responder.TryReadMessage(message, new byte[message.Length], out _));
        Assert.Throws<CryptographicException>(() => responder.WriteMessage([], new byte[2048]));
        Assert.False(responder.IsComplete);
        Assert.Throws<InvalidOperationException>(() => responder.WriteMessage([], new byte[2048]));
    }

    private static void Run(NoisePattern pattern, string messages, bool engineBegins, Random random)
    {
        byte[] prologue = Bytes(random);
        byte[] engineSeed = RandomNumberGenerator.GetBytes(32);
        byte[] otherSeed = RandomNumberGenerator.GetBytes(32);
        using KeyAgreementKey engineKey = KeyAgreementKey.FromSeed(engineSeed);
        using KeyAgreementKey otherKey = KeyAgreementKey.FromSeed(otherSeed);
        bool otherKnown = engineBegins ? pattern.ResponderStaticKnown : pattern.InitiatorStaticKnown;
        bool engineKnown = engineBegins ? pattern.InitiatorStaticKnown : pattern.ResponderStaticKnown;
        ReadOnlySpan<byte> remote = otherKnown ? otherKey.PublicKey : [];
        using HandshakeState engine = engineBegins
            ? HandshakeState.Initiator(pattern, prologue, engineKey, remote)
            : HandshakeState.Responder(pattern, prologue, engineKey, remote);
        var other = new ReferenceNoise(
            pattern.ProtocolName, messages, !engineBegins, prologue, otherSeed,
            engineKnown ? engineKey.PublicKey.ToArray() : [], pattern.InitiatorStaticKnown,
            pattern.ResponderStaticKnown);

        for (int index = 0; index < pattern.MessageCount; index++)
        {
            byte[] payload = Bytes(random);
            if ((index % 2 == 0) == engineBegins)
            {
                byte[] message = new byte[payload.Length + HandshakeState.MessageOverhead(pattern, index)];
                Assert.Equal(message.Length, engine.WriteMessage(payload, message));
                Assert.Equal(payload, other.Read(message));
            }
            else
            {
                byte[] message = other.Write(payload);
                byte[] read = new byte[payload.Length];
                Assert.True(engine.TryReadMessage(message, read, out int length));
                Assert.Equal(payload, read[..length]);
            }
        }

        Assert.Equal(other.Hash, engine.HandshakeHash);
        Assert.Equal(otherKey.PublicKey, engine.RemoteStatic);
        using TransportSecrets secrets = engine.Split();
        (byte[] first, byte[] second) = other.Split();
        Assert.Equal(first, secrets.InitiatorToResponder.Bytes);
        Assert.Equal(second, secrets.ResponderToInitiator.Bytes);
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(0, 200)];
        random.NextBytes(bytes);
        return bytes;
    }
}
