using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Session.Tests;

/// <summary>The key phase: when a sender changes its key, and what a receiver follows.</summary>
public sealed class RekeyTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, TransportSecrets.SecretSize).Select(i => (byte)i)];
    private static readonly KeyLifetimes EveryThree = new() { RekeyFrames = 3, MaxFrames = 5 };

    private readonly ManualClock _clock = new(0);

    public static TheoryData<AeadSuite> SupportedSuites => Suites.Here();

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void The_phase_flips_after_so_many_frames_and_the_receiver_follows(AeadSuite suite)
    {
        using RecordSealer sealer = Sealer(suite, EveryThree);
        using RecordOpener opener = Opener(suite, EveryThree);
        for (int number = 0; number < 30; number++)
        {
            byte[] frame = Records.Seal(sealer, [(byte)number]);
            Assert.Equal(number / 3 % 2, FrameHeader.KeyPhase(frame));
            Assert.Equal([(byte)number], Open(opener, frame)!);
        }

        Assert.Equal(9, sealer.Rekeys);
        Assert.Equal(9, opener.Rekeys);
    }

    [Fact]
    public void The_phase_flips_with_the_first_frame_after_the_time()
    {
        using RecordSealer sealer = Sealer(AeadSuite.ChaCha20Poly1305, KeyLifetimes.Default);
        using RecordOpener opener = Opener(AeadSuite.ChaCha20Poly1305, KeyLifetimes.Default);
        Assert.Equal([1], Open(opener, Records.Seal(sealer, [1]))!);
        _clock.Advance(KeyLifetimes.Default.RekeyAfter - TimeSpan.FromTicks(1));
        byte[] last = Records.Seal(sealer, [2]);
        Assert.Equal(0, FrameHeader.KeyPhase(last));
        _clock.Advance(TimeSpan.FromTicks(1));
        byte[] first = Records.Seal(sealer, [3]);
        Assert.Equal(1, FrameHeader.KeyPhase(first));
        Assert.Equal([2], Open(opener, last)!);
        Assert.Equal([3], Open(opener, first)!);
    }

    [Fact]
    public void An_idle_link_changes_its_key_once_when_it_wakes()
    {
        using RecordSealer sealer = Sealer(AeadSuite.ChaCha20Poly1305, KeyLifetimes.Default);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, FrameHeader.KeyPhase(Records.Seal(sealer, [1])));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, FrameHeader.KeyPhase(Records.Seal(sealer, [1])));
        Assert.Equal(1, FrameHeader.KeyPhase(Records.Seal(sealer, [1])));
        Assert.Equal(1, sealer.Rekeys);
    }

    /// <summary>Each phase's frames, opened by hand: next secret, key and IV by their labels, counter from 0.</summary>
    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Each_phase_has_the_secret_that_follows_and_counts_from_0(AeadSuite suite)
    {
        byte[] secret = [.. Secret];
        byte[] key = new byte[AeadSuites.KeyLength(suite)];
        byte[] iv = new byte[AeadSuites.NonceLength(suite)];
        byte[] body = new byte[1];
        using RecordSealer sealer = Sealer(suite, EveryThree);
        for (int phase = 0; phase < 4; phase++)
        {
            RecordSecrets.Derive(secret, suite, key, iv);
            using var aead = new AeadKey(suite, key);
            for (byte number = 0; number < 3; number++)
            {
                byte[] frame = Records.Seal(sealer, [42]);
                byte[] nonce = [.. iv];
                nonce[^8] ^= number;
                Assert.True(aead.TryOpen(nonce, frame.AsSpan(0, FrameHeader.Size), frame.AsSpan(FrameHeader.Size), body));
            }

            byte[] next = new byte[TransportSecrets.SecretSize];
            RecordSecrets.DeriveNext(secret, next);
            secret = next;
        }
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Frames_of_an_earlier_phase_never_open_again_and_nothing_after_them(AeadSuite suite)
    {
        using RecordSealer sealer = Sealer(suite, EveryThree);
        byte[][] frames = [.. Enumerable.Range(0, 9).Select(i => Records.Seal(sealer, [(byte)i]))];
        for (int seen = 3; seen < frames.Length; seen++)
        {
            for (int replayed = 0; replayed < seen; replayed++)
            {
                using RecordOpener opener = Opener(suite, EveryThree);
                Assert.All(frames[..seen], frame => Assert.NotNull(Open(opener, frame)));
                Assert.Null(Open(opener, frames[replayed]));
                Assert.Null(Open(opener, frames[seen]));
            }
        }
    }

    [Fact]
    public void A_skipped_phase_does_not_open()
    {
        using RecordSealer sealer = Sealer(AeadSuite.ChaCha20Poly1305, EveryThree);
        byte[][] frames = [.. Enumerable.Range(0, 7).Select(i => Records.Seal(sealer, [(byte)i]))];
        using RecordOpener opener = Opener(AeadSuite.ChaCha20Poly1305, EveryThree);
        Assert.All(frames[..3], frame => Assert.NotNull(Open(opener, frame)));
        Assert.Null(Open(opener, frames[6]));
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void A_flipped_phase_bit_on_its_own_is_noticed(AeadSuite suite)
    {
        using RecordSealer sealer = Sealer(suite, KeyLifetimes.Default);
        using RecordOpener opener = Opener(suite, KeyLifetimes.Default);
        Assert.NotNull(Open(opener, Records.Seal(sealer, [1])));
        byte[] frame = Records.Seal(sealer, [2]);
        frame[6] ^= FrameHeader.KeyPhaseFlag;
        Assert.Null(Open(opener, frame));
        frame[6] ^= FrameHeader.KeyPhaseFlag;
        Assert.Null(Open(opener, frame));
    }

    [Fact]
    public void A_sender_that_never_changes_its_key_is_cut()
    {
        using RecordSealer sealer = Sealer(AeadSuite.ChaCha20Poly1305, KeyLifetimes.Default);
        using RecordOpener opener = Opener(AeadSuite.ChaCha20Poly1305, EveryThree);
        for (int number = 0; number < EveryThree.MaxFrames; number++)
        {
            Assert.NotNull(Open(opener, Records.Seal(sealer, [1])));
        }

        Assert.Null(Open(opener, Records.Seal(sealer, [1])));
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void A_thousand_keys_take_the_room_of_one_and_allocate_nothing(AeadSuite suite)
    {
        var lifetimes = new KeyLifetimes { RekeyFrames = 1 };
        using RecordSealer sealer = Sealer(suite, lifetimes);
        using RecordOpener opener = Opener(suite, lifetimes);
        byte[] frame = new byte[100 + sealer.Overhead];
        byte[] body = new byte[frame.Length];
        int slots = SecretArena.Shared.InUse;
        Assert.Equal(100, Transfer(sealer, opener, frame, body, 100));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int opened = Transfer(sealer, opener, frame, body, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(1_000, opened);
        Assert.Equal(0, allocated);
        Assert.Equal(slots, SecretArena.Shared.InUse);
        Assert.Equal(1_099, opener.Rekeys);
    }

    [Fact]
    public void Every_slot_of_the_arena_comes_back()
    {
        int before = SecretArena.Shared.InUse;
        using (RecordSealer sealer = Sealer(AeadSuite.ChaCha20Poly1305, EveryThree))
        using (RecordOpener opener = Opener(AeadSuite.ChaCha20Poly1305, EveryThree))
        {
            for (int number = 0; number < 10; number++)
            {
                Assert.NotNull(Open(opener, Records.Seal(sealer, [1])));
            }
        }

        Assert.Equal(before, SecretArena.Shared.InUse);
    }

    [Fact]
    public void Lifetimes_that_cannot_be_kept_are_refused()
    {
        foreach (KeyLifetimes unfit in new KeyLifetimes[]
            {
                new() { RekeyFrames = 0 },
                new() { RekeyFrames = 6, MaxFrames = 5 },
                new() { MaxFrames = (1L << 28) + 1 },
                new() { RekeyAfter = TimeSpan.Zero },
                new() { RehandshakeAfter = TimeSpan.Zero },
                new() { RehandshakeAfter = TimeSpan.FromMinutes(20) },
                new() { RehandshakeInterval = TimeSpan.FromTicks(-1) },
                new() { RehandshakeTimeout = TimeSpan.Zero },
            })
        {
            Assert.Throws<ArgumentOutOfRangeException>(unfit.ThrowIfUnfit);
        }

        KeyLifetimes.Default.ThrowIfUnfit();
    }

    private static int Transfer(RecordSealer sealer, RecordOpener opener, byte[] frame, byte[] body, int count)
    {
        int opened = 0;
        for (int i = 0; i < count; i++)
        {
            int length = sealer.Seal(FrameKind.Batch, frame, 100);
            opened += opener.TryOpen(frame.AsSpan(0, length), body, out _) ? 1 : 0;
        }

        return opened;
    }

    private static byte[]? Open(RecordOpener opener, byte[] frame)
    {
        byte[] body = new byte[frame.Length];
        return opener.TryOpen(frame, body, out int length) ? body[..length] : null;
    }

    private static RecordOpener Opener(AeadSuite suite, KeyLifetimes lifetimes) => new(suite, Secret, lifetimes);

    private RecordSealer Sealer(AeadSuite suite, KeyLifetimes lifetimes) => new(suite, Secret, lifetimes, _clock);
}
