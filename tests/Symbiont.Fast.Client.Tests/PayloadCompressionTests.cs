using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>LZ4 blocks: honest ones come back, a stranger's do no harm.</summary>
public sealed class PayloadCompressionTests
{
    // The worked example of the protocol page: five literals, a match of 20 at distance 5, five literals.
    private static readonly byte[] Ticks = [0x5F, .. "tick "u8, 5, 0, 1, 0x50, .. "tick "u8];

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(WireLimits.MaxPayload)]
    public void What_was_compressed_comes_back(int size)
    {
        byte[] payload = [.. Enumerable.Range(0, size).Select(i => (byte)(i % 3))];
        byte[] block = new byte[size];
        byte[] plain = new byte[size];

        Assert.True(PayloadCompression.TryCompress(payload, block, out int length));
        Assert.InRange(length, 1, size - 1);
        Assert.True(PayloadCompression.TryDecompress(block.AsSpan(0, length), plain));
        Assert.Equal(payload, plain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(WireLimits.MaxPayload)]
    public void What_would_not_become_shorter_is_left_alone(int size)
    {
        byte[] payload = new byte[size];
        new Random(7).NextBytes(payload);

        Assert.False(PayloadCompression.TryCompress(payload, new byte[size], out _));
    }

    [Fact]
    public void The_page_s_block_is_what_the_page_says()
    {
        byte[] plain = new byte[30];

        Assert.True(PayloadCompression.TryDecompress(Ticks, plain));
        Assert.Equal("tick tick tick tick tick tick "u8, plain);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(29)]
    [InlineData(31)]
    [InlineData(WireLimits.MaxPayload)]
    public void A_block_of_another_size_than_declared_is_refused(int declared) =>
        Assert.False(PayloadCompression.TryDecompress(Ticks, new byte[declared]));

    [Fact]
    public void An_empty_block_is_refused() =>
        Assert.False(PayloadCompression.TryDecompress([], new byte[1]));

    [Fact]
    public void A_match_from_before_the_start_is_refused()
    {
        byte[] block = [.. Ticks];
        block[6] = 6;

        Assert.False(PayloadCompression.TryDecompress(block, new byte[30]));
    }

    [Fact]
    public void A_bomb_stops_at_the_declared_size()
    {
        // 255-bytes of match length each: a megabyte of zeros in four kilobytes.
        byte[] bomb = [0x1F, 0, 1, 0, .. Enumerable.Repeat((byte)255, 4096), 0, 0x50, 0, 0, 0, 0, 0];
        byte[] guarded = [.. Enumerable.Repeat((byte)0xA5, 1024)];

        Assert.False(PayloadCompression.TryDecompress(bomb, guarded.AsSpan(256, 512)));
        Assert.Equal(-1, guarded.AsSpan(0, 256).IndexOfAnyExcept((byte)0xA5));
        Assert.Equal(-1, guarded.AsSpan(768).IndexOfAnyExcept((byte)0xA5));
    }

    [Fact]
    public void A_hundred_thousand_damaged_blocks_write_nothing_outside()
    {
        Random random = new(20260101);
        byte[] guarded = [.. Enumerable.Repeat((byte)0xA5, 600)];
        byte[] block = new byte[64];
        for (int round = 0; round < 100_000; round++)
        {
            int length = random.Next(1, block.Length);
            if (round % 2 == 0)
            {
                random.NextBytes(block);
            }
            else
            {
                Ticks.CopyTo(block, 0);
                length = Ticks.Length;
                block[random.Next(length)] = (byte)random.Next(256);
            }

            int size = random.Next(1, 200);
            PayloadCompression.TryDecompress(block.AsSpan(0, length), guarded.AsSpan(200, size));
            Assert.Equal(-1, guarded.AsSpan(0, 200).IndexOfAnyExcept((byte)0xA5));
            Assert.Equal(-1, guarded.AsSpan(200 + size).IndexOfAnyExcept((byte)0xA5));
            guarded.AsSpan(200, size).Fill(0xA5);
        }
    }

    [Fact]
    public void Compressing_and_decompressing_allocate_nothing()
    {
        byte[] payload = new byte[4096];
        byte[] block = new byte[4096];
        byte[] plain = new byte[4096];
        Rounds(payload, block, plain, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Rounds(payload, block, plain, 1000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Rounds(byte[] payload, byte[] block, byte[] plain, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(PayloadCompression.TryCompress(payload, block, out int length));
            Assert.True(PayloadCompression.TryDecompress(block.AsSpan(0, length), plain));
        }
    }
}
