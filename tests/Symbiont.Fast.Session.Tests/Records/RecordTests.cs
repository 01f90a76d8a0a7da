using System.Buffers.Binary;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

public sealed class RecordTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, TransportSecrets.SecretSize).Select(i => (byte)i)];

    private static readonly ManualClock Clock = new(0);

    public static TheoryData<AeadSuite> SupportedSuites => Suites.Here();

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Bodies_from_empty_to_the_largest_come_back(AeadSuite suite)
    {
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        using var opener = new RecordOpener(suite, Secret, KeyLifetimes.Default);
        foreach (int size in new[] { 0, 1, 7, 8, 1_000, WireLimits.MaxFrame - sealer.Overhead })
        {
            byte[] body = new byte[size];
            new Random(size).NextBytes(body);
            byte[] frame = Records.Seal(sealer, body, FrameKind.Control);
            Assert.Equal(FrameError.None, FrameHeader.TryRead(frame, out FrameHeader header));
            Assert.Equal(new FrameHeader(frame.Length, FrameKind.Control, 0), header);

            byte[] opened = new byte[frame.Length];
            Assert.True(opener.TryOpen(frame, opened, out int length));
            Assert.Equal(body, opened[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void An_altered_bit_anywhere_is_noticed(AeadSuite suite)
    {
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        byte[] frame = Records.Seal(sealer, [1, 2, 3, 4, 5]);
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(OpensFirst(suite, frame), $"bit {bit}");
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(OpensFirst(suite, frame));
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void A_frame_cut_short_is_noticed(AeadSuite suite)
    {
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        byte[] frame = Records.Seal(sealer, [1, 2, 3, 4, 5]);
        for (int length = 0; length < frame.Length; length++)
        {
            Assert.False(OpensFirst(suite, frame[..length]), $"{length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Reordered_repeated_and_missing_frames_are_noticed(AeadSuite suite)
    {
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        byte[] first = Records.Seal(sealer, [1]);
        byte[] second = Records.Seal(sealer, [2]);
        Assert.False(OpensFirst(suite, second));

        using var opener = new RecordOpener(suite, Secret, KeyLifetimes.Default);
        byte[] body = new byte[first.Length];
        Assert.True(opener.TryOpen(first, body, out _));
        Assert.False(opener.TryOpen(first, body, out _));
    }

    /// <summary>
    /// Opens each frame by hand under IV xor counter: the counter starts at 0, grows by 1, and no nonce comes twice.
    /// </summary>
    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Nonces_are_the_iv_xor_the_frames_number(AeadSuite suite)
    {
        byte[] key = new byte[AeadSuites.KeyLength(suite)];
        byte[] iv = new byte[AeadSuites.NonceLength(suite)];
        RecordSecrets.Derive(Secret, suite, key, iv);
        using var aead = new AeadKey(suite, key);
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        var seen = new HashSet<string>();
        for (ulong number = 0; number < 600; number++)
        {
            byte[] frame = Records.Seal(sealer, [42]);
            byte[] nonce = [.. iv];
            Span<byte> tail = nonce.AsSpan(nonce.Length - 8);
            BinaryPrimitives.WriteUInt64LittleEndian(tail, BinaryPrimitives.ReadUInt64LittleEndian(tail) ^ number);
            byte[] body = new byte[1];
            bool opened = aead.TryOpen(
                nonce, frame.AsSpan(0, FrameHeader.Size), frame.AsSpan(FrameHeader.Size), body);
            Assert.True(opened, $"frame {number}");
            Assert.Equal(42, body[0]);
            Assert.True(seen.Add(Convert.ToHexString(nonce)));
        }
    }

    [Theory]
    [MemberData(nameof(SupportedSuites))]
    public void Sealing_and_opening_allocate_nothing(AeadSuite suite)
    {
        using var sealer = new RecordSealer(suite, Secret, KeyLifetimes.Default, Clock);
        using var opener = new RecordOpener(suite, Secret, KeyLifetimes.Default);
        byte[] frame = new byte[1_000 + sealer.Overhead];
        byte[] body = new byte[frame.Length];
        int opened = Transfer(sealer, opener, frame, body, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        opened += Transfer(sealer, opener, frame, body, 1_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal(1_100, opened);
    }

    private static int Transfer(RecordSealer sealer, RecordOpener opener, byte[] frame, byte[] body, int count)
    {
        int opened = 0;
        for (int i = 0; i < count; i++)
        {
            int length = sealer.Seal(FrameKind.Batch, frame, 1_000);
            opened += opener.TryOpen(frame.AsSpan(0, length), body, out _) ? 1 : 0;
        }

        return opened;
    }

    private static bool OpensFirst(AeadSuite suite, byte[] frame)
    {
        using var opener = new RecordOpener(suite, Secret, KeyLifetimes.Default);
        return opener.TryOpen(frame, new byte[frame.Length], out _);
    }
}
