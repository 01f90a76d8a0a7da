using System.Security.Cryptography;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

public sealed class CanaryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_payload_appears_in_no_byte_between_client_and_router(bool encryptionEnabled)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using TestWorld world = TestWorld.Start(Policies.Open);
        string path = Path.Combine(world.Folder, "proxy.sock");
        await using var proxy = new RecordingProxy(path, world.Unix(SandboxTier.Docker).Path);
        AgentClientOptions options = world.Options(SandboxTier.Docker, new UnixEndPoint(path)) with
        {
            EncryptionEnabled = encryptionEnabled,
        };
        AgentClient sender = await world.ConnectAsync(world.Certify(SandboxTier.Docker), options);
        AgentClient receiver = await world.ConnectAsync(SandboxTier.Docker);
        byte[] canary = RandomNumberGenerator.GetBytes(16);
        byte[] payload = [.. Enumerable.Repeat(canary, 100).SelectMany(bytes => bytes)];

        await sender.SendConfirmedAsync(receiver.Name, MessageType.Data, payload, null, cancellation);
        await receiver.SendConfirmedAsync(sender.Name, MessageType.Data, payload, null, cancellation);
        Assert.Equal(payload, (await sender.ReceiveAsync(cancellation)).Payload.ToArray());

        byte[] recorded = proxy.Recorded;
        Assert.True(recorded.Length > 2 * payload.Length, "the proxy saw both directions");
        for (int start = 0; start <= canary.Length - 4; start++)
        {
            Assert.Equal(-1, recorded.AsSpan().IndexOf(canary.AsSpan(start, 4)));
        }

        Assert.Equal(-1, recorded.AsSpan().IndexOf("spiffe://"u8));
    }
}
