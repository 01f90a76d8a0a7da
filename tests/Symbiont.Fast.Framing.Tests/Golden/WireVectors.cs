namespace Symbiont.Fast.Framing.Tests;

/// <summary>Every golden vector, as the code writes it today.</summary>
internal static class WireVectors
{
    public static IReadOnlyList<WireVector> All { get; } =
    [
        Header(
            "frame-header", "The frame header of batch-lone's record under AEGIS-128L",
            new FrameHeader(248, FrameKind.Batch, 0)),
        Header(
            "frame-header-phase", "The frame header of a ping's record under AES-256-GCM in the other key phase",
            new FrameHeader(48, FrameKind.Control, FrameHeader.KeyPhaseFlag)),
        Hello(),
        new(
            "batch-lone",
            "A batch of one message (body of a batch frame)",
            Batch(WorkedExample.Lone),
            WireLayouts.Batch),
        new(
            "batch-two-runs",
            "A batch of two runs and three messages; it follows batch-lone (body of a batch frame)",
            Batch(WorkedExample.TwoRuns),
            WireLayouts.Batch),
        Unsigned(),
        FlagData(),
        new(
            "delivery",
            "The second run of batch-two-runs on its way, its first message withheld (body of a run frame)",
            WorkedExample.Delivery(),
            WireLayouts.Delivery),
        new(
            "delivery-lone",
            "The run of batch-lone on its way: no path (body of a run frame)",
            DeliveryComposer.Compose(WorkedExample.Lone, 0, signature: WorkedExample.Signature(WorkedExample.Lone)),
            WireLayouts.Delivery),
        new("hashes", "Hashes of the examples", Hashes(), HashesLayout),
        new(
            "statement",
            "The batch statement of batch-two-runs",
            WorkedExample.Statement(WorkedExample.TwoRuns),
            StatementLayout),
        new("message-id", "The id of the message with sequence 3", MessageIdBytes(), at => at.Bytes(16, "UUIDv8")),
        new("credential", "The sender's credential", WorkedExample.Credential(), WireLayouts.Credential),
        .. ControlVectors.All,
    ];

    public static WireVector Find(string name) => All.Single(vector => vector.Name == name);

    private static byte[] Batch(BatchComposer batch) => batch.Compose(WorkedExample.Signature(batch));

    private static WireVector Header(string name, string title, FrameHeader header)
    {
        byte[] bytes = new byte[FrameHeader.Size];
        header.Write(bytes);
        return new WireVector(name, title, bytes, WireLayouts.FrameHeader);
    }

    private static WireVector Hello()
    {
        byte[] bytes = new byte[HelloMessage.Size];
        new HelloMessage(HelloMessage.NoiseXkHybrid, SandboxTier.GVisor, 0b1110).Write(bytes);
        return new WireVector(
            "hello", "A hello from gVisor that offers AEAD suites 1, 2 and 3", bytes, WireLayouts.Hello);
    }

    private static WireVector Unsigned()
    {
        BatchComposer batch = new BatchComposer { Suite = SignatureSuite.None }
            .Run(WorkedExample.GVisorHandle, 1, new ComposedMessage([]));
        return new WireVector(
            "batch-unsigned",
            "An unsigned batch of one empty message (body of a batch frame)",
            batch.Compose(),
            WireLayouts.Batch);
    }

    private static WireVector FlagData()
    {
        // LZ4: five literals, a match of 20 at distance 5, five literals: "tick " six times.
        byte[] block = [0x5F, .. "tick "u8, 5, 0, 1, 0x50, .. "tick "u8];
        byte[] sealedText = [.. Enumerable.Range(0xC0, 40).Select(value => (byte)value)];
        BatchComposer batch = new BatchComposer { Suite = SignatureSuite.None }
            .Run(
                WorkedExample.GVisorHandle,
                1,
                new ComposedMessage(sealedText) { Flags = MessageFlags.Sealed, Level = SecurityLevel.Secret },
                new ComposedMessage(block) { Flags = MessageFlags.Compressed, PlainSize = 30 },
                new ComposedMessage(sealedText[1..])
                {
                    Flags = MessageFlags.Sealed | MessageFlags.Compressed,
                    Seal = (5 | MessageFlagFields.FromResponder, 9),
                    PlainSize = 30,
                });
        return new WireVector(
            "batch-flag-data",
            "An unsigned batch of a sealed message, a compressed one and one that is both (body of a batch frame)",
            batch.Compose(),
            WireLayouts.Batch);
    }

    private static byte[] Hashes() =>
    [
        .. ReferenceHashes.IdentityDigest(WorkedExample.Sender),
        .. ReferenceHashes.IdentityDigest(WorkedExample.GVisor),
        .. ReferenceHashes.IdentityDigest(WorkedExample.Firecracker),
        .. WorkedExample.Root(WorkedExample.Lone),
        .. WorkedExample.TwoRuns.Runs.SelectMany(ReferenceHashes.Leaves).SelectMany(leaf => leaf),
        .. WorkedExample.RunRoots(WorkedExample.TwoRuns).SelectMany(root => root),
        .. WorkedExample.Root(WorkedExample.TwoRuns),
    ];

    private static void HashesLayout(AnnotatedBytes at)
    {
        string[] labels =
        [
            $"identity digest of {WorkedExample.Sender}",
            $"identity digest of {WorkedExample.GVisor}",
            $"identity digest of {WorkedExample.Firecracker}",
            "batch-lone: root, which is its only run root",
            "batch-two-runs: leaf of sequence 2",
            "batch-two-runs: leaf of sequence 3",
            "batch-two-runs: leaf of sequence 4",
            "batch-two-runs: run root of run 0",
            "batch-two-runs: run root of run 1",
            "batch-two-runs: batch root",
        ];
        foreach (string label in labels)
        {
            at.Bytes(32, label);
        }
    }

    private static void StatementLayout(AnnotatedBytes at)
    {
        at.Text(21);
        at.U8("signature suite");
        at.Bytes(32, "sender's identity digest");
        at.Bytes(32, "sender's public key");
        at.U32("epoch");
        at.U64("first sequence");
        at.U32("message count");
        at.U32("run count");
        at.I64("created");
        at.Bytes(32, "previous root");
        at.Bytes(32, "root");
    }

    private static byte[] MessageIdBytes()
    {
        BatchComposer batch = WorkedExample.TwoRuns;
        return MessageId.Create(batch.SenderKeyId, batch.Epoch, 3).ToByteArray(bigEndian: true);
    }
}
