namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 7, read by the decoder that was written from the page.</summary>
public sealed class IndependentDeliveryTests
{
    [Fact]
    public void Delivery_reads_as_the_page_says()
    {
        PageDelivery delivery = Read(PageExamples.Read("delivery")).Require();
        Assert.Equal((2, 3, 2UL), (
            delivery.Header.RunCount, delivery.Header.MessageCount, delivery.Header.FirstSequence));
        Assert.Equal((3u, 3UL, 1UL, 104u), (
            delivery.Run.Handle, delivery.Run.FirstSequence, delivery.Run.RunNumber, delivery.Run.ByteCount));
        Assert.True(delivery.Run.Messages[0].Withheld);
        Assert.False(delivery.Run.Messages[1].Withheld);
        Assert.Equal("tick"u8, delivery.Run.Messages[1].Payload);
        Assert.Equal(1, delivery.RunIndex);
        Assert.Equal(PageExamples.Hashes()[7], Assert.Single(delivery.Path));
    }

    [Theory]
    [InlineData("delivery-lone", PageExamples.FirstDestination)]
    [InlineData("delivery", PageExamples.SecondDestination)]
    public void Delivery_verifies_alone(string name, string destination)
    {
        PageDelivery delivery = Read(PageExamples.Read(name)).Require();
        Assert.True(Verifies(delivery, destination));
        Assert.False(Verifies(delivery, PageExamples.Sender));
    }

    [Fact]
    public void Delivery_does_not_verify_at_another_place_of_its_batch()
    {
        PageDelivery delivery = Read(PageExamples.Read("delivery")).Require();
        Assert.False(Verifies(delivery with { RunIndex = 0 }, PageExamples.SecondDestination));
        Assert.False(Verifies(delivery with { Path = [] }, PageExamples.SecondDestination));
    }

    [Fact]
    public void Delivery_of_a_lone_batch_has_no_path()
    {
        PageDelivery delivery = Read(PageExamples.Read("delivery-lone")).Require();
        Assert.Empty(delivery.Path);
        Assert.Equal("hello"u8, Assert.Single(delivery.Run.Messages).Payload);
    }

    [Theory]
    [InlineData(104, 1)] // a withheld header's timestamp
    [InlineData(112, 1)] // correlation
    [InlineData(120, 31)] // payload length
    [InlineData(124, 1)] // time to live
    [InlineData(132, 1)] // type
    [InlineData(134, 0x20)] // another flag
    [InlineData(208, 2)] // run index
    [InlineData(210, 9)] // path length
    [InlineData(210, 0)]
    [InlineData(215, 1)] // reserved
    [InlineData(80, 1)] // sequences before the batch's
    [InlineData(80, 4)] // and beyond
    public void Delivery_with_a_bad_byte_is_refused(int offset, byte value) =>
        Assert.False(Read(PageExamples.With("delivery", offset, value)).Accepted);

    [Fact]
    public void Delivery_cut_short_or_run_over_is_refused()
    {
        byte[] delivery = PageExamples.Read("delivery");
        Assert.All(Enumerable.Range(0, delivery.Length), length => Assert.False(Read(delivery[..length]).Accepted));
        Assert.False(Read([.. delivery, 0]).Accepted);
    }

    private static bool Verifies(PageDelivery delivery, string destination)
    {
        byte[] runRoot = PageHashes.RunRoot(delivery.Run, PageHashes.IdentityDigest(destination));
        byte[]? root = PageHashes.Climb(runRoot, delivery.RunIndex, delivery.Header.RunCount, delivery.Path);
        return root is not null && PageSignatures.Verify(
            PageExamples.SenderKey,
            PageHashes.Statement(
                delivery.Header, PageHashes.IdentityDigest(PageExamples.Sender), PageExamples.SenderKey, root),
            delivery.Signature);
    }

    private static PageOutcome<PageDelivery> Read(byte[] bytes) =>
        PageOutcome.Whole(bytes, PageDeliveries.Delivery);
}
