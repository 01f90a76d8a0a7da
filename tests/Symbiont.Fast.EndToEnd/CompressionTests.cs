using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.EndToEnd;

/// <summary>Compressed payloads from application to application.</summary>
public sealed class CompressionTests
{
    private static readonly SendOptions Compress = new() { Compress = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_compressed_payload_travels_short_and_arrives_whole()
    {
        await using TestWorld world = TestWorld.Start(Policies.One("data", requirements: "audit_logging: true"));
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        byte[] payload = new byte[WireLimits.MaxPayload];

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, payload, Compress, Cancellation);

        ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
        Assert.Equal(payload, received.Payload.ToArray());
        Assert.True(received.Flags.HasFlag(MessageFlags.Compressed));
        await world.Router.StopAsync();
        AuditedMessage audited = Assert.Single(
            Assert.Single(AuditReader.Read(world.AuditPath).OfType<AuditRunRecord>()).Messages);
        Assert.InRange(audited.PayloadLength, 1, 1000);
    }

    [Fact]
    public async Task What_does_not_shrink_travels_as_it_is()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        byte[] payload = new byte[4000];
        new Random(1).NextBytes(payload);

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, payload, Compress, Cancellation);

        ReceivedMessage received = await receiver.ReceiveAsync(Cancellation);
        Assert.Equal(payload, received.Payload.ToArray());
        Assert.False(received.Flags.HasFlag(MessageFlags.Compressed));
    }

    [Theory]
    [InlineData(SecurityLevel.Confidential)]
    [InlineData(SecurityLevel.Secret)]
    public async Task Asking_to_compress_what_is_confidential_is_an_error(SecurityLevel level)
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        AgentClient sender = await world.ConnectAsync(SandboxTier.Docker);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);

        await Assert.ThrowsAsync<ArgumentException>(async () => await sender.SendAsync(
            receiver.Name, MessageType.Data, new byte[100], Compress with { Level = level }, Cancellation));
    }
}
