using System.Buffers.Binary;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>The layout of revocation lists: what is written is read, and nothing else is.</summary>
public sealed class RevocationListTests
{
    private static readonly byte[] s_certificate = [.. Enumerable.Range(0, 112).Select(i => (byte)i)];

    [Fact]
    public void A_list_reads_as_it_was_written()
    {
        byte[] bytes = Write(7, [3, 5, 900]);

        Assert.Equal(FrameError.None, RevocationList.TryRead(bytes, out RevocationList list));
        Assert.Equal((7UL, 123L, 3), (list.Number, list.IssuedAt, list.Count));
        Assert.Equal([3UL, 5UL, 900UL], new[] { list.Serial(0), list.Serial(1), list.Serial(2) });
        Assert.Equal(s_certificate, list.IssuerCertificate.ToArray());
        Assert.Equal(bytes[..^64], list.SignedBytes.ToArray());
        Assert.Equal(64, list.IssuerSignature.Length);
    }

    [Fact]
    public void The_longest_list_is_read_and_a_longer_one_cannot_be_written()
    {
        ulong[] serials = [.. Enumerable.Range(1, RevocationList.MaxSerials).Select(i => (ulong)i)];
        byte[] bytes = Write(1, serials);

        Assert.Equal(RevocationList.MaxSize, bytes.Length);
        Assert.Equal(FrameError.None, RevocationList.TryRead(bytes, out _));
        Assert.Throws<ArgumentException>(() => Write(1, [.. serials, ulong.MaxValue]));
    }

    [Fact]
    public void A_list_over_the_limit_is_refused()
    {
        byte[] bytes = new byte[RevocationList.MaxSize + 8];
        Write(1, []).CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), RevocationList.MaxSerials + 1);

        Assert.Equal(FrameError.LengthOutOfRange, RevocationList.TryRead(bytes, out _));
    }

    [Theory]
    [InlineData(new ulong[] { 5, 5 })]
    [InlineData(new ulong[] { 6, 5 })]
    public void Serials_out_of_order_are_neither_written_nor_read(ulong[] serials)
    {
        byte[] bytes = Write(1, [1, 2]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(136), serials[0]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(144), serials[1]);

        Assert.Equal(FrameError.SequenceMismatch, RevocationList.TryRead(bytes, out _));
        Assert.Throws<ArgumentException>(() => Write(1, serials));
    }

    [Fact]
    public void Number_0_is_refused()
    {
        byte[] bytes = Write(1, []);
        bytes[8] = 0;

        Assert.Equal(FrameError.SequenceMismatch, RevocationList.TryRead(bytes, out _));
        Assert.Throws<ArgumentException>(() => Write(0, []));
    }

    [Theory]
    [InlineData(0, 2, FrameError.UnsupportedVersion)]
    [InlineData(1, 1, FrameError.ReservedNotZero)]
    [InlineData(3, 1, FrameError.ReservedNotZero)]
    [InlineData(4, 1, FrameError.LengthOutOfRange)]
    [InlineData(7, 0xFF, FrameError.LengthOutOfRange)]
    public void A_list_with_a_bad_byte_is_refused(int offset, byte value, FrameError expected)
    {
        byte[] bytes = Write(1, [1, 2]);
        bytes[offset] = value;

        Assert.Equal(expected, RevocationList.TryRead(bytes, out _));
    }

    [Fact]
    public void A_list_cut_short_or_run_over_is_refused()
    {
        byte[] bytes = Write(1, [1, 2]);

        Assert.All(
            Enumerable.Range(0, bytes.Length),
            length => Assert.NotEqual(FrameError.None, RevocationList.TryRead(bytes.AsSpan(0, length), out _)));
        Assert.Equal(FrameError.LengthOutOfRange, RevocationList.TryRead([.. bytes, 0], out _));
    }

    private static byte[] Write(ulong number, ulong[] serials)
    {
        byte[] bytes = new byte[RevocationList.SizeOf(serials.Length)];
        int length = RevocationList.WriteBody(bytes, number, 123, s_certificate, serials);
        Assert.Equal(bytes.Length - 64, length);
        return bytes;
    }
}
