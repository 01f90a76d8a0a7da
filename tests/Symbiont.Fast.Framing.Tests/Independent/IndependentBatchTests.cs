namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 6, read by the decoder that was written from the page.</summary>
public sealed class IndependentBatchTests
{
    [Fact]
    public void Lone_batch_reads_as_the_page_says()
    {
        PageBatch batch = Read(PageExamples.Read("batch-lone")).Require();
        Assert.Equal((1, 1, 1), (batch.Header.Suite, batch.Header.RunCount, batch.Header.MessageCount));
        Assert.Equal((7035278622117199393UL, 7u, 1UL), Identity(batch));
        Assert.Equal(PageExamples.Epoch2026, batch.Header.Created);
        Assert.Equal(PageExamples.HandshakeHash, batch.Header.PreviousRoot);
        PageRun run = Assert.Single(batch.Runs);
        Assert.Equal((2u, 1UL, 1UL, 40u), (run.Handle, run.FirstSequence, run.RunNumber, run.ByteCount));
        PageMessage message = Assert.Single(run.Messages);
        Assert.Equal((2, 0, 0), (message.Type, message.Level, message.Flags));
        Assert.Equal("hello"u8, message.Payload);
    }

    [Fact]
    public void Batch_of_two_runs_reads_as_the_page_says()
    {
        PageBatch batch = Read(PageExamples.Read("batch-two-runs")).Require();
        Assert.Equal((7035278622117199393UL, 7u, 2UL), Identity(batch));
        Assert.Equal(PageExamples.Epoch2026 + 1_000_000, batch.Header.Created);
        PageRun call = batch.Runs[0];
        Assert.Equal((2u, 2UL, 2UL, 40u), (call.Handle, call.FirstSequence, call.RunNumber, call.ByteCount));
        PageMessage sum = Assert.Single(call.Messages);
        Assert.Equal((42UL, 5000u, 0x01020304u), (sum.Correlation, sum.TimeToLive, sum.Selector));
        Assert.Equal((4, 1, 0x80), (sum.Type, sum.Level, sum.Flags));
        Assert.Equal("sum 2 3"u8, sum.Payload);
        PageRun second = batch.Runs[1];
        Assert.Equal((3u, 3UL, 1UL, 80u), (second.Handle, second.FirstSequence, second.RunNumber, second.ByteCount));
        Assert.Equal("stop"u8, second.Messages[0].Payload);
        Assert.Equal((1, 2, 0x100), (second.Messages[0].Type, second.Messages[0].Level, second.Messages[0].Flags));
        Assert.Equal("tick"u8, second.Messages[1].Payload);
        Assert.Equal(PageExamples.Epoch2026 + 500_000, second.Messages[1].Timestamp);
    }

    [Fact]
    public void Unsigned_batch_reads_as_the_page_says()
    {
        PageBatch batch = Read(PageExamples.Read("batch-unsigned")).Require();
        Assert.Equal((0x1122334455667788UL, 7u, 1UL), Identity(batch));
        Assert.Equal(0, batch.Header.Suite);
        Assert.Empty(batch.Signature);
        Assert.Empty(batch.Runs[0].Messages[0].Payload);
    }

    [Fact]
    public void Flag_data_reads_as_the_page_says()
    {
        PageMessage[] messages = Read(PageExamples.Read("batch-flag-data")).Require().Runs[0].Messages;
        Assert.Equal([1, 2, 3], messages.Select(message => message.Flags & 3));
        Assert.Equal(Convert.FromHexString("0500000009000000"), messages[0].FlagData);
        Assert.Equal(Convert.FromHexString("1e00000000000000"), messages[1].FlagData);
        Assert.Equal(Convert.FromHexString("05000080090000001e00000000000000"), messages[2].FlagData);
        Assert.Equal([40, 15, 39], messages.Select(message => message.Payload.Length));
    }

    [Theory]
    [InlineData(0, 2)] // signature suite
    [InlineData(0, 0)] // an unsigned batch has no signature
    [InlineData(1, 1)] // reserved
    [InlineData(2, 0)] // run count
    [InlineData(2, 2)]
    [InlineData(4, 0)] // message count
    [InlineData(4, 2)]
    [InlineData(20, 1)] // reserved
    [InlineData(24, 0)] // first sequence
    [InlineData(24, 2)]
    [InlineData(72, 2)] // destination kind
    [InlineData(73, 1)]
    [InlineData(74, 0)] // message count of the run
    [InlineData(88, 0)] // run number
    [InlineData(96, 48)] // byte count
    [InlineData(100, 1)]
    [InlineData(120, 4)] // payload length, so that padding is not zero
    [InlineData(132, 0)] // type
    [InlineData(132, 5)]
    [InlineData(133, 4)] // level
    [InlineData(134, 0x01)] // sealed
    [InlineData(134, 0x10)] // last
    [InlineData(134, 0x40)] // error without reply
    [InlineData(135, 0x02)] // unassigned flag
    [InlineData(135, 0x80)] // withheld
    [InlineData(143, 1)] // padding
    public void Batch_with_a_bad_byte_is_refused(int offset, byte value) =>
        Assert.False(Read(PageExamples.With("batch-lone", offset, value)).Accepted);

    [Fact]
    public void Error_with_reply_is_accepted_on_rpc_alone()
    {
        Assert.True(Read(PageExamples.With("batch-lone", 132, 4, 1, 0x60)).Accepted);
        Assert.False(Read(PageExamples.With("batch-lone", 132, 2, 1, 0x60)).Accepted);
    }

    [Fact]
    public void Batch_cut_short_or_run_over_is_refused()
    {
        byte[] batch = PageExamples.Read("batch-two-runs");
        Assert.All(Enumerable.Range(0, batch.Length), length => Assert.False(Read(batch[..length]).Accepted));
        Assert.False(Read([.. batch, 0, 0, 0, 0, 0, 0, 0, 0]).Accepted);
    }

    [Fact]
    public void Second_run_must_follow_the_first() =>
        Assert.False(Read(PageExamples.With("batch-two-runs", 152, 4)).Accepted);

    private static (ulong, uint, ulong) Identity(PageBatch batch) =>
        (batch.Header.KeyId, batch.Header.Epoch, batch.Header.FirstSequence);

    private static PageOutcome<PageBatch> Read(byte[] bytes) => PageOutcome.Whole(bytes, PageBatches.Batch);
}
