namespace Symbiont.Fast.Framing.Tests;

/// <summary>The product and the decoder written from the page accept and refuse the same bytes.</summary>
public sealed class IndependentAgreementTests
{
    private const int Inputs = 20_000;

    private delegate bool Verdict(byte[] bytes);

    [Fact]
    public void Twenty_thousand_inputs_derived_from_the_golden_bytes_find_no_disagreement()
    {
        var structures = new (string Name, string Seeds, Verdict Page, Verdict Product)[]
        {
            ("batch", "batch-", PageBatch, ProductBatch),
            ("delivery", "delivery", PageDelivery, ProductDelivery),
            ("frame header", "frame-", PageFrameHeader, ProductFrameHeader),
            ("control header", "control-", PageControlHeader, ProductControlHeader),
            ("credential", "credential", PageCredential, ProductCredential),
        };
        var disagreements = new List<string>();
        for (int s = 0; s < structures.Length; s++)
        {
            (string name, string prefix, Verdict page, Verdict product) = structures[s];
            byte[][] seeds = [.. PageExamples.Names().Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
                .Select(PageExamples.Read)];
            var mutator = new PageMutator(seeds, seed: s + 1);
            int accepted = 0;
            for (int i = 0; i < Inputs / structures.Length; i++)
            {
                byte[] input = mutator.Next();
                bool expected = page(input);
                accepted += expected ? 1 : 0;
                if (product(input) != expected)
                {
                    disagreements.Add($"{name}: page {expected}: {Convert.ToHexString(input)}");
                }
            }

            // Agreement on one side only would say little.
            Assert.InRange(accepted, 100, Inputs / structures.Length - 100);
        }

        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements.Take(20)));
    }

    [Theory]
    [InlineData("batch-lone", 76, "00000000")] // destination handle 0, the router's
    [InlineData("batch-lone", 16, "00000000")] // epoch 0
    [InlineData("batch-lone", 8, "0000000000000000")] // key id 0
    [InlineData("batch-lone", 32, "ffffffffffffffff")] // created before 1970
    [InlineData("delivery", 208, "0000")] // run index 0, though its sequences are not the batch's first
    [InlineData("delivery", 80, "0200000000000000")] // run index 1, though its sequences are the batch's first
    [InlineData("control-ping", 4, "08000000")] // a body length that is another code's
    [InlineData("control-resolve", 8, "0000000000000000")] // a bad body in a good control message
    [InlineData("credential", 16, "ffffffffffffff7f")] // not before later than not after
    [InlineData("credential", 129, "012e13" + "61616161616161616161616161616161616161")] // capability "."
    [InlineData("credential", 32, "0000000000000000")] // keys are not looked at
    public void What_the_page_does_not_refuse_is_accepted_by_both(string name, int offset, string hex)
    {
        byte[] input = PageExamples.With(name, offset, Convert.FromHexString(hex));
        (Verdict page, Verdict product) = name.Split('-')[0] switch
        {
            "batch" => ((Verdict)PageBatch, (Verdict)ProductBatch),
            "delivery" => (PageDelivery, ProductDelivery),
            "control" => (PageControlHeader, ProductControlHeader),
            _ => (PageCredential, ProductCredential),
        };
        Assert.True(page(input));
        Assert.True(product(input));
    }

    [Theory]
    [InlineData(256, 0, true)]
    [InlineData(257, 0, false)]
    [InlineData(1, 131_072, true)]
    [InlineData(1, 131_073, false)]
    [InlineData(2, 122_848, true)] // 2 × (32 + 122,848) = 245,760
    [InlineData(2, 122_849, false)]
    public void Limits_of_a_run_are_where_the_page_puts_them(int messages, int payload, bool accepted)
    {
        byte[] batch = Grow(messages, payload);
        Assert.Equal(accepted, PageBatch(batch));
        Assert.Equal(accepted, ProductBatch(batch));
    }

    // An unsigned batch of one run, its one empty message repeated and filled with zeros.
    private static byte[] Grow(int messages, int payload)
    {
        byte[] golden = PageExamples.Read("batch-unsigned");
        byte[] message = [.. golden[104..136], .. new byte[(payload + 7) / 8 * 8]];
        BitConverter.GetBytes(payload).CopyTo(message, 16);
        byte[] head = golden[..104];
        BitConverter.GetBytes((ushort)messages).CopyTo(head, 4);
        BitConverter.GetBytes((ushort)messages).CopyTo(head, 74);
        BitConverter.GetBytes(messages * message.Length).CopyTo(head, 96);
        return [.. head, .. Enumerable.Repeat(message, messages).SelectMany(bytes => bytes)];
    }

    private static bool PageBatch(byte[] bytes) => PageOutcome.Whole(bytes, PageBatches.Batch).Accepted;

    private static bool ProductBatch(byte[] bytes) => BatchView.TryRead(bytes, out _) == FrameError.None;

    private static bool PageDelivery(byte[] bytes) => PageOutcome.Whole(bytes, PageDeliveries.Delivery).Accepted;

    private static bool ProductDelivery(byte[] bytes) => DeliveryView.TryRead(bytes, out _) == FrameError.None;

    private static bool PageFrameHeader(byte[] bytes) => PageOutcome.Front(bytes, PageFrame.Header).Accepted;

    private static bool ProductFrameHeader(byte[] bytes) => FrameHeader.TryRead(bytes, out _) == FrameError.None;

    private static bool PageControlHeader(byte[] bytes) => PageOutcome.Front(bytes, PageControl.Header).Accepted;

    private static bool ProductControlHeader(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        return ControlHeader.TryTake(ref rest, out _, out _) == FrameError.None;
    }

    private static bool PageCredential(byte[] bytes) =>
        PageOutcome.Whole(bytes, PageCredentials.Credential).Accepted;

    private static bool ProductCredential(byte[] bytes) =>
        CredentialLayout.TryRead(bytes, out _, out _) == FrameError.None;
}
