using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>End-to-end seals: who gets keys, and what opens with them.</summary>
public sealed class SealTests
{
    private const int MessageOffset = BatchHeader.Size + RunHeader.Size;
    private const int PayloadOffset = MessageOffset + MessageHeader.Size + MessageFlagFields.FieldSize;

    private static readonly byte[] Plain = "the plain payload"u8.ToArray();

    public static TheoryData<AeadSuite> EverySuite { get; } =
        [AeadSuite.Aegis256, AeadSuite.Aes256Gcm, AeadSuite.ChaCha20Poly1305];

    [Theory]
    [MemberData(nameof(EverySuite))]
    public void What_either_side_seals_the_other_opens(AeadSuite suite)
    {
        using SealPair pair = SealPair.Shaken(suite);

        Assert.Equal(suite, pair.Initiator.Suite);
        Assert.Equal(suite, pair.Responder.Suite);
        Assert.Equal(SealPair.ResponderEpoch, pair.Initiator.PeerEpoch);
        Assert.Equal(SealPair.InitiatorEpoch, pair.Responder.PeerEpoch);
        Assert.Equal(Plain.AsEnumerable(), pair.Open(pair.Seal(3, Plain), 3));
        byte[] back = pair.Seal(3, Plain, byResponder: true);
        Assert.Equal(Plain.AsEnumerable(), pair.Open(back, 3, SealPair.ResponderEpoch, pair.Initiator));
        Assert.Empty(pair.Open(pair.Seal(4, []), 4)!);
    }

    [Theory]
    [MemberData(nameof(EverySuite))]
    public void The_two_directions_have_keys_of_their_own(AeadSuite suite)
    {
        using SealPair pair = SealPair.Shaken(suite);

        Assert.Null(pair.Open(pair.Seal(3, Plain), 3, SealPair.ResponderEpoch, pair.Initiator));
    }

    [Theory]
    [MemberData(nameof(EverySuite))]
    public void No_altered_bit_of_a_message_opens(AeadSuite suite)
    {
        using SealPair pair = SealPair.Shaken(suite);
        byte[] body = pair.Seal(3, Plain);
        int end = PayloadOffset + Plain.Length + AeadSuites.TagLength(suite);
        int tried = 0;
        for (int bit = MessageOffset * 8; bit < end * 8; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            if (BatchView.TryRead(body, out _) == FrameError.None)
            {
                Assert.Null(pair.Open(body, 3));
                tried++;
            }

            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.InRange(tried, (end - PayloadOffset) * 8, int.MaxValue);
        Assert.Equal(Plain.AsEnumerable(), pair.Open(body, 3));
    }

    [Fact]
    public void Another_sequence_or_epoch_does_not_open()
    {
        using SealPair pair = SealPair.Shaken(AeadSuite.ChaCha20Poly1305);
        byte[] body = pair.Seal(3, Plain);

        Assert.Null(pair.Open(body, 4));
        Assert.Null(pair.Open(body, 3, SealPair.InitiatorEpoch + 1));
        Assert.Equal(Plain.AsEnumerable(), pair.Open(body, 3));
    }

    [Fact]
    public void Sealed_for_one_destination_does_not_open_at_another()
    {
        using SealPair pair = SealPair.Shaken(AeadSuite.ChaCha20Poly1305);
        using SealPair other = SealPair.Shaken(AeadSuite.ChaCha20Poly1305);

        Assert.Null(other.Open(pair.Seal(3, Plain), 3));
    }

    [Fact]
    public void The_best_suite_that_both_have_is_chosen()
    {
        ushort last = AeadSuites.Bit(AeadSuite.ChaCha20Poly1305);
        ushort two = (ushort)(last | AeadSuites.Bit(AeadSuite.Aes256Gcm));
        using var pair = new SealPair();

        Assert.True(pair.TryShake(SealSuites.All, SealSuites.SupportedHere));
        Assert.Equal(
            SealSuites.SupportedHere == last ? AeadSuite.ChaCha20Poly1305 : AeadSuite.Aegis256, pair.Initiator.Suite);
        Assert.True(SealSuites.TryChoose(two, last, out AeadSuite chosen));
        Assert.Equal(AeadSuite.ChaCha20Poly1305, chosen);
        Assert.False(SealSuites.TryChoose(AeadSuites.Bit(AeadSuite.Aegis128L), ushort.MaxValue, out _));
        Assert.False(SealSuites.TryChoose(0, ushort.MaxValue, out _));
    }

    [Fact]
    public void Without_a_common_suite_there_is_no_seal()
    {
        using var pair = new SealPair();

        Assert.False(pair.TryShake(AeadSuites.Bit(AeadSuite.ChaCha20Poly1305), AeadSuites.Bit(AeadSuite.Aes256Gcm)));
    }

    public static TheoryData<SealParties> OtherParties { get; } =
    [
        SealPair.Parties with { SealId = 6 },
        SealPair.Parties with { InitiatorKeyId = 12 },
        SealPair.Parties with { ResponderKeyId = 23 },
        SealPair.Parties with { InitiatorDigest = SealPair.Digest("somebody") },
        SealPair.Parties with { ResponderDigest = SealPair.Digest("somebody") },
    ];

    [Theory]
    [MemberData(nameof(OtherParties), DisableDiscoveryEnumeration = true)]
    public void Who_means_other_parties_gets_no_answer(SealParties responders)
    {
        using var pair = new SealPair();

        Assert.False(pair.TryShake(SealSuites.All, SealSuites.All, responders: responders));
    }

    [Fact]
    public void No_altered_byte_of_the_handshake_is_accepted()
    {
        for (int offset = 0; offset < SealInitiator.RequestLength; offset += 13)
        {
            using var pair = new SealPair();
            int at = offset;
            Assert.False(pair.TryShake(SealSuites.All, SealSuites.All, onRequest: bytes => bytes[at] ^= 1));
        }

        for (int offset = 0; offset < SealResponder.AnswerLength; offset += 13)
        {
            using var pair = new SealPair();
            int at = offset;
            Assert.False(pair.TryShake(SealSuites.All, SealSuites.All, onAnswer: bytes => bytes[at] ^= 1));
        }
    }

    [Fact]
    public void Messages_of_another_length_are_refused_without_an_exception()
    {
        using KeyAgreementKey one = KeyAgreementKey.Generate();
        using KeyAgreementKey other = KeyAgreementKey.Generate();
        byte[] answer = new byte[SealResponder.AnswerLength];
        foreach (int length in (int[])[0, 1, 31, 32, SealInitiator.RequestLength - 1, SealInitiator.RequestLength + 1])
        {
            Assert.Null(SealResponder.TryAnswer(
                SealPair.Parties, SealSuites.All, 1, one, other.PublicKey, new byte[length], answer));
        }

        using var asking = new SealInitiator(SealPair.Parties, SealSuites.All, 1, one, other.PublicKey);
        asking.WriteRequest(new byte[SealInitiator.RequestLength]);
        Assert.Null(asking.TryReadAnswer(new byte[SealResponder.AnswerLength - 1]));
    }

    [Theory]
    [MemberData(nameof(EverySuite))]
    public void Sealing_and_opening_allocate_nothing(AeadSuite suite)
    {
        using SealPair pair = SealPair.Shaken(suite);
        byte[] header = new byte[MessageHeader.Size];
        byte[] fields = new byte[MessageFlagFields.FieldSize];
        byte[] sealedText = new byte[Plain.Length + pair.Initiator.TagLength];
        byte[] body = pair.Seal(3, Plain);
        byte[] opened = new byte[Plain.Length];
        Rounds(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Rounds(1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Rounds(int count)
        {
            for (int i = 0; i < count; i++)
            {
                pair.Initiator.Seal(SealPair.InitiatorEpoch, (ulong)i, header, fields, Plain, sealedText);
                BatchView.TryRead(body, out BatchView batch);
                foreach (RunView run in batch.Runs)
                {
                    foreach (MessageView message in run.Messages)
                    {
                        pair.Responder.TryOpen(SealPair.InitiatorEpoch, 3, message, opened);
                    }
                }
            }
        }
    }
}
