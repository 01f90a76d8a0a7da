namespace Symbiont.Fast.Framing.Tests;

public sealed class FrameScannerTests
{
    private static readonly byte[] Frame = Compose(20, FrameKind.Control);

    [Fact]
    public void Every_shorter_prefix_waits_for_more()
    {
        for (int length = 0; length < Frame.Length; length++)
        {
            FrameError error = FrameScanner.TryRead(Frame.AsSpan(0, length), out ReadOnlySpan<byte> frame, out _);
            Assert.Equal(FrameError.Truncated, error);
            Assert.True(frame.IsEmpty);
        }
    }

    [Fact]
    public void Frames_back_to_back_are_found_one_after_the_other()
    {
        byte[] second = Compose(9, FrameKind.Close);
        ReadOnlySpan<byte> stream = [.. Frame, .. second];

        Assert.Equal(
            FrameError.None, FrameScanner.TryRead(stream, out ReadOnlySpan<byte> found, out FrameHeader header));
        Assert.Equal(Frame, found);
        Assert.Equal(FrameKind.Control, header.Kind);
        Assert.Equal(FrameError.None, FrameScanner.TryRead(stream[found.Length..], out found, out header));
        Assert.Equal(second, found);
        Assert.Equal(FrameKind.Close, header.Kind);
    }

    [Fact]
    public void A_hostile_length_is_refused_before_its_bytes_are_awaited() =>
        Assert.Equal(
            FrameError.LengthOutOfRange,
            FrameScanner.TryRead(Frame.WithU32(0, uint.MaxValue).AsSpan(0, FrameHeader.Size), out _, out _));

    [Fact]
    public void A_bad_header_is_not_mistaken_for_a_short_one() =>
        Assert.Equal(FrameError.UnknownKind, FrameScanner.TryRead(Frame.With(5, 99), out _, out _));

    private static byte[] Compose(int length, FrameKind kind)
    {
        byte[] bytes = new byte[length];
        new FrameHeader(length, kind, 0).Write(bytes);
        return bytes;
    }
}
