using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class HandshakeStateTests
{
    private const int Messages = 3;

    [Fact]
    public void Both_sides_end_with_the_same_hash_secrets_and_each_others_static_key()
    {
        using var pair = new Pair();
        pair.Pass(Messages);

        Assert.True(pair.Initiator.IsComplete && pair.Responder.IsComplete);
        Assert.Equal(pair.Initiator.HandshakeHash, pair.Responder.HandshakeHash);
        Assert.Equal(pair.ResponderStatic.PublicKey, pair.Initiator.RemoteStatic);
        Assert.Equal(pair.InitiatorStatic.PublicKey, pair.Responder.RemoteStatic);
        using TransportSecrets ours = pair.Initiator.Split();
        using TransportSecrets theirs = pair.Responder.Split();
        Assert.Equal(ours.InitiatorToResponder.Bytes, theirs.InitiatorToResponder.Bytes);
        Assert.Equal(ours.ResponderToInitiator.Bytes, theirs.ResponderToInitiator.Bytes);
        Assert.False(ours.InitiatorToResponder.Bytes.SequenceEqual(ours.ResponderToInitiator.Bytes));
        Assert.Equal(32, pair.Initiator.HandshakeHash.Length);
    }

    [Fact]
    public void Two_handshakes_between_the_same_keys_share_nothing()
    {
        using KeyAgreementKey agent = KeyAgreementKey.Generate();
        using KeyAgreementKey router = KeyAgreementKey.Generate();
        byte[] first = new byte[48];
        byte[] second = new byte[48];
        using (var state = HandshakeState.Initiator(NoisePattern.XK, [], agent, router.PublicKey))
        {
            state.WriteMessage([], first);
        }

        using (var state = HandshakeState.Initiator(NoisePattern.XK, [], agent, router.PublicKey))
        {
            state.WriteMessage([], second);
        }

        Assert.NotEqual(first[..32], second[..32]);
        Assert.NotEqual(first[32..], second[32..]);
    }

    [Theory]
    [InlineData(0, 48)]
    [InlineData(1, 48)]
    [InlineData(2, 64)]
    public void Messages_are_longer_than_their_payload_by_what_the_pattern_says(int index, int overhead) =>
        Assert.Equal(overhead, HandshakeState.MessageOverhead(NoisePattern.XK, index));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_altered_byte_of_a_message_makes_the_read_fail(int index)
    {
        int length = 5 + HandshakeState.MessageOverhead(NoisePattern.XK, index);
        for (int position = 0; position < length; position++)
        {
            using var pair = new Pair();
            pair.Pass(index);
            byte[] message = pair.Write(index);
            message[position] ^= (byte)(1 << (position % 8));

            Assert.False(pair.Reads(index, message));
            AssertDead(pair.Reader(index));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_message_of_any_shorter_length_or_with_a_byte_more_makes_the_read_fail(int index)
    {
        int length = 5 + HandshakeState.MessageOverhead(NoisePattern.XK, index);
        for (int cut = 0; cut <= length + 1; cut++)
        {
            using var pair = new Pair();
            pair.Pass(index);
            byte[] message = pair.Write(index);
            Array.Resize(ref message, cut);

            Assert.Equal(cut == length, pair.Reads(index, message));
        }
    }

    [Fact]
    public void A_message_longer_than_Noise_allows_makes_the_read_fail_without_a_place_for_it()
    {
        using var pair = new Pair();
        Assert.False(pair.Responder.TryReadMessage(new byte[HandshakeState.MaxMessage + 1], [], out int length));
        Assert.Equal(0, length);
        AssertDead(pair.Responder);
    }

    [Fact]
    public void Another_prologue_makes_the_first_read_fail()
    {
        using var pair = new Pair(responderPrologue: [1, 2, 4]);
        Assert.False(pair.Reads(0, pair.Write(0)));
    }

    [Fact]
    public void A_responder_without_the_expected_key_cannot_read_the_first_message()
    {
        using KeyAgreementKey another = KeyAgreementKey.Generate();
        using var pair = new Pair(expectedResponder: another.PublicKey.ToArray());
        Assert.False(pair.Reads(0, pair.Write(0)));
    }

    [Fact]
    public void A_message_of_another_handshake_is_refused()
    {
        using var pair = new Pair();
        using var other = new Pair();
        pair.Pass(1);
        other.Pass(1);
        Assert.False(pair.Reads(1, other.Write(1)));
    }

    [Fact]
    public void Calls_out_of_turn_throw_and_change_nothing()
    {
        using var pair = new Pair();
        for (int index = 0; index < Messages; index++)
        {
            HandshakeState reader = pair.Reader(index);
            HandshakeState writer = pair.Writer(index);
            Assert.Throws<InvalidOperationException>(() => reader.WriteMessage([], new byte[128]));
            Assert.Throws<InvalidOperationException>(() => writer.TryReadMessage(new byte[64], new byte[64], out _));
            Assert.Throws<InvalidOperationException>(() => writer.Split());
            Assert.Throws<InvalidOperationException>(() => writer.HandshakeHash.Length);
            Assert.True(pair.Reads(index, pair.Write(index)));
        }

        AssertEnded(pair.Initiator);
        AssertEnded(pair.Responder);
    }

    [Fact]
    public void A_destination_that_is_too_short_throws_and_changes_nothing()
    {
        using var pair = new Pair();
        Assert.Throws<ArgumentException>(() => pair.Initiator.WriteMessage(new byte[5], new byte[5 + 47]));
        Assert.Throws<ArgumentException>(
            () => pair.Initiator.WriteMessage(new byte[HandshakeState.MaxMessage], new byte[100_000]));
        byte[] message = pair.Write(0);
        Assert.Throws<ArgumentException>(() => pair.Responder.TryReadMessage(message, new byte[4], out _));
        Assert.True(pair.Reads(0, message));
    }

    [Fact]
    public void Secrets_are_given_out_once()
    {
        using var pair = new Pair();
        pair.Pass(Messages);
        pair.Initiator.Split().Dispose();

        Assert.ThrowsAny<InvalidOperationException>(() => pair.Initiator.Split());
        Assert.Equal(pair.Responder.HandshakeHash, pair.Initiator.HandshakeHash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_remote_key_of_the_wrong_length_throws(int length)
    {
        using KeyAgreementKey key = KeyAgreementKey.Generate();
        Assert.Throws<ArgumentException>(
            () => HandshakeState.Initiator(NoisePattern.XK, [], key, new byte[length]));
    }

    [Fact]
    public void Finished_failed_and_abandoned_handshakes_return_their_secrets_to_the_arena()
    {
        int before = SecretArena.Shared.InUse;
        using (var finished = new Pair())
        using (var failed = new Pair())
        using (var abandoned = new Pair())
        {
            finished.Pass(Messages);
            finished.Initiator.Split().Dispose();
            Assert.False(failed.Reads(0, new byte[48]));
            abandoned.Pass(1);
            Assert.True(SecretArena.Shared.InUse > before);
        }

        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    private static void AssertDead(HandshakeState state)
    {
        AssertEnded(state);
        Assert.False(state.IsComplete);
        Assert.True(state.RemoteStatic.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => state.HandshakeHash.Length);
        Assert.Throws<InvalidOperationException>(() => state.Split());
    }

    private static void AssertEnded(HandshakeState state)
    {
        Assert.Throws<InvalidOperationException>(() => state.WriteMessage([], new byte[128]));
        Assert.Throws<InvalidOperationException>(() => state.TryReadMessage(new byte[64], new byte[64], out _));
    }
}
