namespace Symbiont.Fast.Framing.Tests;

/// <summary>Frame header, hello and close, read by the decoder that was written from the page.</summary>
public sealed class IndependentFrameTests
{
    [Fact]
    public void Frame_header_reads_as_the_page_says() =>
        Assert.Equal(new PageFrameHeader(248, 2, 0), Header(PageExamples.Read("frame-header")).Require());

    [Fact]
    public void Frame_header_of_the_other_phase_reads_as_the_page_says() =>
        Assert.Equal(new PageFrameHeader(48, 4, 1), Header(PageExamples.Read("frame-header-phase")).Require());

    [Fact]
    public void A_handshake_frame_has_no_phase()
    {
        byte[] header = PageExamples.With("frame-header-phase", 5, 1);
        Assert.False(Header(header).Accepted);
    }

    [Fact]
    public void Hello_reads_as_the_page_says() =>
        Assert.Equal(new PageHello(2, 2, 0b1110), Hello(PageExamples.Read("hello")).Require());

    [Fact]
    public void Close_reads_as_the_page_says() =>
        Assert.Equal(new PageClose(23), Close(PageExamples.Read("close")).Require());

    [Theory]
    [InlineData(4, 2)] // version
    [InlineData(4, 0)]
    [InlineData(5, 0)] // kind
    [InlineData(5, 6)]
    [InlineData(6, 2)] // unassigned flags
    [InlineData(6, 128)]
    [InlineData(7, 1)] // reserved
    [InlineData(0, 8)] // length
    [InlineData(3, 1)]
    public void Frame_header_with_an_unassigned_byte_is_refused(int offset, byte value) =>
        Assert.False(Header(PageExamples.With("frame-header", offset, value)).Accepted);

    [Theory]
    [InlineData(262_144u, 2, true)]
    [InlineData(262_145u, 2, false)]
    [InlineData(4_096u, 1, true)]
    [InlineData(4_097u, 1, false)]
    public void Frame_length_is_bounded_by_kind(uint length, byte kind, bool accepted)
    {
        byte[] header = PageExamples.With("frame-header", 0, BitConverter.GetBytes(length));
        header[5] = kind;
        Assert.Equal(accepted, Header(header).Accepted);
    }

    [Theory]
    [InlineData(0, 3)] // handshake suite
    [InlineData(1, 0)] // tier
    [InlineData(1, 4)]
    [InlineData(2, 15)] // bit 0
    [InlineData(4, 1)] // reserved
    public void Hello_with_an_unassigned_byte_is_refused(int offset, byte value) =>
        Assert.False(Hello(PageExamples.With("hello", offset, value)).Accepted);

    [Fact]
    public void Hello_may_offer_suites_that_are_unknown() =>
        Assert.True(Hello(PageExamples.With("hello", 2, 0xFE, 0xFF)).Accepted);

    [Fact]
    public void Close_is_eight_bytes_with_six_zeros()
    {
        Assert.False(Close(PageExamples.With("close", 7, 1)).Accepted);
        Assert.False(Close([.. PageExamples.Read("close"), 0]).Accepted);
        Assert.True(Close(PageExamples.With("close", 0, 0xFF, 0xFF)).Accepted);
    }

    private static PageOutcome<PageFrameHeader> Header(byte[] bytes) => PageOutcome.Front(bytes, PageFrame.Header);

    private static PageOutcome<PageHello> Hello(byte[] bytes) => PageOutcome.Whole(bytes, PageFrame.Hello);

    private static PageOutcome<PageClose> Close(byte[] bytes) => PageOutcome.Whole(bytes, PageFrame.Close);
}
