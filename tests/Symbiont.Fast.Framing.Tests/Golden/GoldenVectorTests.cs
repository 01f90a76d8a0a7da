namespace Symbiont.Fast.Framing.Tests;

/// <summary>The bytes that the code writes are the bytes of <c>tests/vectors/wire</c>.</summary>
public sealed class GoldenVectorTests
{
    public static TheoryData<string> Names => [.. WireVectors.All.Select(vector => vector.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_code_writes_the_golden_bytes(string name)
    {
        WireVector vector = WireVectors.Find(name);
        string path = Path.Combine(GoldenPaths.Vectors, name + ".hex");
        if (GoldenPaths.Rewrite)
        {
            Directory.CreateDirectory(GoldenPaths.Vectors);
            File.WriteAllText(path, vector.FileText());
        }

        string golden = File.ReadAllText(path);
        Assert.Equal(vector.Bytes, AnnotatedBytes.Parse(golden));
        Assert.Equal(vector.FileText(), golden);
    }

    [Fact]
    public void No_golden_file_is_left_over()
    {
        IEnumerable<string?> files = Directory.GetFiles(GoldenPaths.Vectors, "*.hex").Select(Path.GetFileName).Order();
        Assert.Equal(WireVectors.All.Select(vector => vector.Name + ".hex").Order(), files);
    }

    [Fact]
    public void The_frame_header_has_the_length_of_its_record()
    {
        const int aegisTag = 32;
        byte[] header = WireVectors.Find("frame-header").Bytes;
        Assert.Equal(FrameError.None, FrameHeader.TryRead(header, out FrameHeader read));
        Assert.Equal(FrameHeader.Size + WireVectors.Find("batch-lone").Bytes.Length + aegisTag, read.Length);
    }

    [Fact]
    public void The_delivery_leads_to_the_signed_root()
    {
        Assert.Equal(
            FrameError.None, DeliveryView.TryRead(WireVectors.Find("delivery").Bytes, out DeliveryView delivery));
        ComposedRun run = WorkedExample.TwoRuns.Runs[1];
        byte[] runRoot = ReferenceHashes.RunRoot(run, WorkedExample.Firecracker);
        byte[]? root = ReferenceHashes.Climb(runRoot, delivery.RunIndex, delivery.Batch.RunCount, delivery.Path);

        Assert.Equal(WorkedExample.Root(WorkedExample.TwoRuns), root);
        MessageCursor messages = delivery.Run.Messages;
        Assert.True(messages.MoveNext());
        Assert.True(messages.Current.IsWithheld);
        Assert.Equal(ReferenceHashes.Leaves(run)[0], messages.Current.Payload);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    public void The_document_s_way_up_a_path_ends_at_the_root(int leaves)
    {
        byte[][] hashes = [.. Enumerable.Range(0, leaves).Select(i => ReferenceHashes.Leaf((ulong)i, []))];
        byte[] root = ReferenceHashes.Tree(hashes);
        for (int i = 0; i < leaves; i++)
        {
            byte[] path = ReferenceHashes.Path(i, hashes);
            Assert.True(path.Length <= 32 * WireLimits.MaxPath);
            Assert.Equal(root, ReferenceHashes.Climb(hashes[i], i, leaves, path));
            Assert.NotEqual(root, ReferenceHashes.Climb(hashes[i], i, leaves, [.. path, .. root]));
        }
    }
}
