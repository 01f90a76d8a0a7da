using System.Buffers.Binary;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Agents with true credentials that break the protocol by hand, one rule of it at a time.</summary>
public sealed class HostileAgentTests
{
    private const int FirstMessage = BatchHeader.Size + RunHeader.Size;
    private const int MessageSize = MessageHeader.Size + 16;
    private const int PreviousRootOffset = 40;
    private const int SequenceOffset = 24;
    private const int RunSequenceOffset = BatchHeader.Size + 8;
    private const int PayloadLengthOffset = FirstMessage + 16;
    private const int TypeOffset = FirstMessage + 28;
    private const int LevelOffset = TypeOffset + 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_honest_batch_passes_so_the_others_fail_for_their_own_reason()
    {
        await using Scene scene = await Scene.OpenAsync();

        scene.Attacker.Send(FrameKind.Batch, scene.Build());

        Assert.Equal(AttackObservation.Nothing with { Receipts = 1 }, scene.Attacker.Listen(1));
        Assert.Equal(1, scene.World.Counter("messages_accepted"));
    }

    [Theory]
    [InlineData(4, 2, RefusalReason.UnsupportedVersion)]
    [InlineData(4, 0, RefusalReason.UnsupportedVersion)]
    [InlineData(5, 0, RefusalReason.Malformed)]
    [InlineData(5, 9, RefusalReason.Malformed)]
    [InlineData(6, 2, RefusalReason.Malformed)]
    [InlineData(7, 1, RefusalReason.Malformed)]
    [InlineData(3, 255, RefusalReason.Malformed)]
    public async Task A_frame_header_that_cannot_be_ends_the_session(int offset, byte value, RefusalReason reason)
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] header = new byte[FrameHeader.Size];
        new FrameHeader(100, FrameKind.Batch, 0).Write(header);
        header[offset] = value;

        scene.Attacker.SendUnsealed(header);

        scene.EndsWith(reason, refused: 0);
    }

    [Fact]
    public async Task A_batch_before_authentication_ends_the_link()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent attacker = await HostileAgent.ConnectUnprovenAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);

        attacker.Send(FrameKind.Batch, new ForgedBatch { Destination = bundle.Name }.Build(attacker, 1));

        Assert.Equal(
            AttackObservation.Nothing with { Reason = RefusalReason.Unauthenticated, Ending = LinkEnding.Closed },
            attacker.Listen(1));
        Assert.Equal(0, world.Counter("sessions_opened"));
    }

    [Fact]
    public async Task A_proof_by_another_key_gets_no_session()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentBundle bundle = world.Certify(SandboxTier.Docker);
        using HostileAgent attacker = await HostileAgent.ConnectUnprovenAsync(
            bundle, SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker", Cancellation);
        byte[] message = new byte[ControlHeader.Size + AuthenticateMessage.Size];
        AuthenticateMessage.Write(message, new byte[SigningKey.SignatureSize]);

        attacker.Send(FrameKind.Control, message);

        Assert.Equal(RefusalReason.Unauthenticated, attacker.Listen(1).Reason);
        Assert.Equal(LinkEnding.Closed, attacker.Observation.Ending);
        Assert.Equal(0, world.Counter("sessions_opened"));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(uint.MaxValue)]
    public async Task A_handle_that_nobody_has_ends_the_session(uint handle)
    {
        await using Scene scene = await Scene.OpenAsync();

        scene.Attacker.Send(
            FrameKind.Batch, new ForgedBatch { Destination = scene.Victim.Name }.Build(scene.Attacker, handle));

        scene.EndsWith(RefusalReason.UnknownDestination, refused: 1);
    }

    [Theory]
    [InlineData(TypeOffset, 0)]
    [InlineData(TypeOffset, 5)]
    [InlineData(LevelOffset, 4)]
    [InlineData(LevelOffset, 255)]
    public async Task An_undefined_type_or_level_is_malformed(int offset, byte value)
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build();
        batch[offset] = value;

        scene.Attacker.Send(FrameKind.Batch, batch);

        scene.EndsWith(RefusalReason.Malformed, refused: 0);
    }

    [Fact]
    public async Task A_payload_length_over_the_limit_is_too_large()
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build();
        BinaryPrimitives.WriteUInt32LittleEndian(batch.AsSpan(PayloadLengthOffset), WireLimits.MaxPayload + 1);

        scene.Attacker.Send(FrameKind.Batch, batch);

        scene.EndsWith(RefusalReason.PayloadTooLarge, refused: 0);
    }

    [Fact]
    public async Task A_signature_over_another_destination_does_not_hold()
    {
        await using Scene scene = await Scene.OpenAsync();
        AgentClient other = await scene.World.ConnectAsync(SandboxTier.Docker);

        scene.Attacker.Send(
            FrameKind.Batch, new ForgedBatch { Destination = other.Name }.Build(scene.Attacker, scene.Handle));

        scene.EndsWith(RefusalReason.SignatureInvalid, refused: 1);
    }

    [Fact]
    public async Task Messages_in_another_order_than_signed_do_not_hold()
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build(count: 2);
        byte[] first = batch[FirstMessage..(FirstMessage + MessageSize)];
        batch.AsSpan(FirstMessage + MessageSize, MessageSize).CopyTo(batch.AsSpan(FirstMessage));
        first.CopyTo(batch.AsSpan(FirstMessage + MessageSize));

        scene.Attacker.Send(FrameKind.Batch, batch);

        scene.EndsWith(RefusalReason.SignatureInvalid, refused: 2);
    }

    [Fact]
    public async Task Another_predecessor_is_a_replay()
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build();
        batch[PreviousRootOffset] ^= 1;

        scene.Attacker.Send(FrameKind.Batch, batch);

        scene.EndsWith(RefusalReason.Replayed, refused: 1);
    }

    [Fact]
    public async Task A_sequence_that_skips_is_a_replay()
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build();
        batch[SequenceOffset]++;
        batch[RunSequenceOffset]++;

        scene.Attacker.Send(FrameKind.Batch, batch);

        scene.EndsWith(RefusalReason.Replayed, refused: 1);
    }

    [Fact]
    public async Task An_unsigned_batch_is_refused_where_the_rule_wants_a_signature_and_the_session_goes_on()
    {
        await using Scene scene = await Scene.OpenAsync();
        byte[] batch = scene.Build()[..^SigningKey.SignatureSize];
        batch[0] = (byte)SignatureSuite.None;

        scene.Attacker.Send(FrameKind.Batch, batch);

        Assert.Equal(
            new AttackObservation(
                0, 1, RefusalReason.SignatureMissing, "docker_to_docker", LinkEnding.Open),
            scene.Attacker.Listen(1));
        Assert.Equal(0, scene.World.Counter("messages_accepted"));
    }

    [Theory]
    [InlineData(FrameKind.Run)]
    [InlineData(FrameKind.Control)]
    [InlineData(FrameKind.Batch)]
    public async Task A_record_of_nonsense_is_malformed(FrameKind kind)
    {
        await using Scene scene = await Scene.OpenAsync();

        scene.Attacker.Send(kind, [.. Enumerable.Repeat((byte)0xEE, 200)]);

        scene.EndsWith(RefusalReason.Malformed, refused: 0);
    }

    /// <summary>A world with a hostile agent and someone to send to.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private Scene(TestWorld world, AgentClient victim, HostileAgent attacker) =>
            (World, Victim, Attacker, Handle) = (world, victim, attacker, attacker.Resolve(victim.Name));

        public TestWorld World { get; }

        public AgentClient Victim { get; }

        public HostileAgent Attacker { get; }

        public uint Handle { get; }

        public static async Task<Scene> OpenAsync()
        {
            TestWorld world = TestWorld.Start(Policies.Open);
            AgentClient victim = await world.ConnectAsync(SandboxTier.Docker);
            HostileAgent attacker = await HostileAgent.ConnectAsync(
                world.Certify(SandboxTier.Docker), SandboxTier.Docker, world.Unix(SandboxTier.Docker), "docker",
                Cancellation);
            return new Scene(world, victim, attacker);
        }

        public byte[] Build(int count = 1) =>
            new ForgedBatch { Destination = Victim.Name, Count = count }.Build(Attacker, Handle);

        /// <summary>The session must end, and no message may have passed.</summary>
        public void EndsWith(RefusalReason reason, int refused)
        {
            // One more than can be judged: listens to the end.
            AttackObservation seen = Attacker.Listen(refused + 1);
            Assert.Equal(new AttackObservation(0, refused, reason, string.Empty, LinkEnding.Closed), seen);
            Assert.Equal(0, World.Counter("messages_accepted"));
        }

        public async ValueTask DisposeAsync()
        {
            Attacker.Dispose();
            await World.DisposeAsync();
        }
    }
}
