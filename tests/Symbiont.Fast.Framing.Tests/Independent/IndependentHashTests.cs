using System.Security.Cryptography;

namespace Symbiont.Fast.Framing.Tests;

/// <summary>Section 9, computed by the code that was written from the page.</summary>
public sealed class IndependentHashTests
{
    private static readonly byte[] SenderDigest = PageHashes.IdentityDigest(PageExamples.Sender);
    private static readonly byte[] FirstDigest = PageHashes.IdentityDigest(PageExamples.FirstDestination);
    private static readonly byte[] SecondDigest = PageHashes.IdentityDigest(PageExamples.SecondDestination);

    [Fact]
    public void Hashes_are_those_of_the_page()
    {
        PageBatch lone = Batch("batch-lone");
        PageBatch batch = Batch("batch-two-runs");
        byte[][] roots = RunRoots(batch);
        byte[][] computed =
        [
            SenderDigest,
            FirstDigest,
            SecondDigest,
            PageHashes.RunRoot(lone.Runs[0], FirstDigest),
            PageHashes.Leaf(2, batch.Runs[0].Messages[0]),
            PageHashes.Leaf(3, batch.Runs[1].Messages[0]),
            PageHashes.Leaf(4, batch.Runs[1].Messages[1]),
            .. roots,
            PageHashes.Tree(roots),
        ];
        Assert.Equal(PageExamples.Hashes(), computed);
        Assert.Equal(computed[3], batch.Header.PreviousRoot);
    }

    [Fact]
    public void Key_id_is_the_batches_sender()
    {
        Assert.Equal(7035278622117199393UL, PageHashes.KeyId(PageExamples.SenderKey));
    }

    [Fact]
    public void Statement_is_the_one_on_the_page()
    {
        PageBatch batch = Batch("batch-two-runs");
        byte[] statement = Statement(batch, PageHashes.Tree(RunRoots(batch)));
        Assert.Equal(178, statement.Length);
        Assert.Equal(PageExamples.Read("statement"), statement);
    }

    [Fact]
    public void Batch_signatures_verify_and_cover_every_byte_of_a_payload()
    {
        PageBatch lone = Batch("batch-lone");
        PageBatch batch = Batch("batch-two-runs");
        Assert.True(Verifies(lone, PageHashes.RunRoot(lone.Runs[0], FirstDigest)));
        Assert.True(Verifies(batch, PageHashes.Tree(RunRoots(batch))));
        batch.Runs[1].Messages[1].Payload[0] ^= 1;
        Assert.False(Verifies(batch, PageHashes.Tree(RunRoots(batch))));
    }

    [Fact]
    public void Message_id_is_the_one_on_the_page() =>
        Assert.Equal(
            PageExamples.Read("message-id"),
            PageHashes.MessageId(PageHashes.KeyId(PageExamples.SenderKey), 7, 3));

    [Fact]
    public void Path_climbs_to_the_root_from_every_place_of_trees_up_to_forty()
    {
        for (int count = 1; count <= 40; count++)
        {
            byte[][] roots = [.. Enumerable.Range(0, count).Select(i => SHA256.HashData([(byte)i]))];
            byte[] root = PageHashes.Tree(roots);
            for (int i = 0; i < count; i++)
            {
                byte[][] path = Path(roots, i);
                Assert.Equal(root, PageHashes.Climb(roots[i], i, count, path));
                Assert.Null(PageHashes.Climb(roots[i], i, count, [.. path, root]));
            }
        }
    }

    // RFC 6962, section 2.1.1.
    private static byte[][] Path(byte[][] hashes, int place)
    {
        if (hashes.Length == 1)
        {
            return [];
        }

        int k = 1;
        while (k * 2 < hashes.Length)
        {
            k *= 2;
        }

        return place < k
            ? [.. Path(hashes[..k], place), PageHashes.Tree(hashes[k..])]
            : [.. Path(hashes[k..], place - k), PageHashes.Tree(hashes[..k])];
    }

    private static byte[][] RunRoots(PageBatch batch) =>
    [
        PageHashes.RunRoot(batch.Runs[0], FirstDigest),
        PageHashes.RunRoot(batch.Runs[1], SecondDigest),
    ];

    private static byte[] Statement(PageBatch batch, byte[] root) =>
        PageHashes.Statement(batch.Header, SenderDigest, PageExamples.SenderKey, root);

    private static bool Verifies(PageBatch batch, byte[] root) =>
        PageSignatures.Verify(PageExamples.SenderKey, Statement(batch, root), batch.Signature);

    private static PageBatch Batch(string name) =>
        PageOutcome.Whole(PageExamples.Read(name), PageBatches.Batch).Require();
}
