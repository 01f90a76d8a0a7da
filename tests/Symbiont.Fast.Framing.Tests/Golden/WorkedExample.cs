namespace Symbiont.Fast.Framing.Tests;

/// <summary>
/// The little story that the document's examples tell: an agent in Docker opens session 7, sends one message to an
/// agent in gVisor, then a batch to two agents, of which the router withholds one message.
/// </summary>
internal static class WorkedExample
{
    public const uint SenderHandle = 1;
    public const uint GVisorHandle = 2;
    public const uint FirecrackerHandle = 3;

    /// <summary>The index, in the second run, of the message that the router refuses.</summary>
    public const int WithheldIndex = 0;

    private static readonly ulong SenderKeyId = ReferenceHashes.KeyId(ExampleKey.Sender.PublicKey);

    public static AgentName Sender { get; } = AgentName.Parse("spiffe://symbiont.local/docker/a1");

    public static AgentName GVisor { get; } = AgentName.Parse("spiffe://symbiont.local/gvisor/b1");

    public static AgentName Firecracker { get; } = AgentName.Parse("spiffe://symbiont.local/firecracker/c1");

    /// <summary>Stands for Noise's h: 00 01 02 … 1f.</summary>
    public static byte[] HandshakeHash { get; } = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static BatchComposer Lone { get; } =
        new BatchComposer { SenderKeyId = SenderKeyId, Epoch = 7, PreviousRoot = HandshakeHash }
            .Run(GVisorHandle, 1, new ComposedMessage([.. "hello"u8]));

    public static BatchComposer TwoRuns { get; } =
        new BatchComposer
        {
            SenderKeyId = SenderKeyId,
            Epoch = 7,
            FirstSequence = 2,
            Created = ComposedMessage.NewYear + 1_000_000,
            PreviousRoot = Root(Lone),
        }
        .Run(
            GVisorHandle,
            2,
            new ComposedMessage([.. "sum 2 3"u8])
            {
                Correlation = 42,
                Ttl = 5000,
                Selector = 0x0102_0304,
                Type = MessageType.Rpc,
                Level = SecurityLevel.Restricted,
                Flags = MessageFlags.ReceiptWanted,
            })
        .Run(
            FirecrackerHandle,
            1,
            new ComposedMessage([.. "stop"u8])
            {
                Type = MessageType.Control,
                Level = SecurityLevel.Confidential,
                Flags = MessageFlags.Urgent,
            },
            new ComposedMessage([.. "tick"u8])
            {
                Timestamp = ComposedMessage.NewYear + 500_000,
                Type = MessageType.Event,
            });

    public static byte[][] RunRoots(BatchComposer batch) =>
        [.. batch.Runs.Select(run => ReferenceHashes.RunRoot(run, NameOf(run.Handle)))];

    public static byte[] Root(BatchComposer batch) => ReferenceHashes.Tree(RunRoots(batch));

    public static byte[] Statement(BatchComposer batch) =>
        ReferenceHashes.Statement(batch, Sender, ExampleKey.Sender.PublicKey, Root(batch));

    public static byte[] Signature(BatchComposer batch) => ExampleKey.Sender.Sign(Statement(batch));

    /// <summary>The delivery of the second run, its first message withheld.</summary>
    public static byte[] Delivery() => DeliveryComposer.Compose(
        TwoRuns,
        1,
        [WithheldIndex],
        i => ReferenceHashes.Leaves(TwoRuns.Runs[1])[i],
        ReferenceHashes.Path(1, RunRoots(TwoRuns)),
        Signature(TwoRuns));

    /// <summary>The sender's credential, valid for an hour, under an issuer valid for a day.</summary>
    public static byte[] Credential()
    {
        const long hour = 3_600_000_000_000;
        AgentIdentity identity =
            new(Sender, SecurityLevel.Confidential, [Capability.ControlSend, Capability.RpcCall]);
        byte[] x25519 = Convert.FromHexString("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        byte[] body = new byte[CredentialLayout.MaxSize];
        int length = CredentialLayout.WriteBody(
            body, identity, 1001, ComposedMessage.NewYear, ComposedMessage.NewYear + hour,
            ExampleKey.Sender.PublicKey, x25519);
        byte[] issuer = new byte[CredentialLayout.IssuerSignedSize];
        ExampleKey.Issuer.PublicKey.CopyTo(issuer, 0);
        BitConverter.TryWriteBytes(issuer.AsSpan(32), ComposedMessage.NewYear);
        BitConverter.TryWriteBytes(issuer.AsSpan(40), ComposedMessage.NewYear + (24 * hour));
        byte[] certificate = [.. issuer, .. ExampleKey.Operator.Sign([.. "symbiont.fast issuer 1"u8, .. issuer])];
        byte[] signed = [.. body[..length], .. certificate];
        return [.. signed, .. ExampleKey.Issuer.Sign([.. "symbiont.fast credential 1"u8, .. signed])];
    }

    private static AgentName NameOf(uint handle) => handle == GVisorHandle ? GVisor : Firecracker;
}
