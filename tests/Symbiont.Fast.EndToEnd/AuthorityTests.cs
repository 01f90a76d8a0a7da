using System.Text;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>An agent's life: enrolled over its socket, connected, renewed, revoked.</summary>
public sealed class AuthorityTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly AgentIdentity s_alice = new(
        AgentName.Create("test.local", SandboxTier.Docker, "alice"), SecurityLevel.Restricted, [Capability.RpcCall]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_enrols_connects_renews_and_is_revoked()
    {
        await using TestWorld world = TestWorld.Start(Policies.Open);
        string root = Path.Combine(world.Folder, "authority");
        string list = Path.Combine(world.Folder, "revocations.list");
        string sandbox = Path.Combine(world.Folder, "alice.sock");
        using AuthorityFolder folder = AuthorityFolder.Open(root);

        // Backdated so far that half of the validity is over from the start: it can be renewed at once.
        var options = new AuthorityOptions { RevocationPath = list, Backdating = TimeSpan.FromHours(2) };
        var trusted = world.Issuer;
        using var service = new AuthorityService(trusted.Issuer, folder, options);
        using var stop = new CancellationTokenSource();
        using var server = new AuthorityServer(service, new AuthorityServerOptions());
        server.Listen(sandbox, AuthorityRole.Sandbox(SandboxTier.Docker), Owner);
        server.Listen(AuthorityFolder.OperatorSocket(root), AuthorityRole.Operator, Owner);
        Task serving = server.RunAsync(stop.Token);
        AuthorityExchange agentSocket = Link(sandbox);
        AuthorityExchange operatorSocket = Link(AuthorityFolder.OperatorSocket(root));

        using BootstrapToken token = await MakeTokenAsync(operatorSocket);
        using AgentBundle bundle = await new Enrolment(trusted.OperatorKey, world.RouterKey)
            .EnrolAsync(agentSocket, token, s_alice, Cancellation);
        ulong first = await SpeakAsync(world, bundle);

        await using var renewal = new CredentialRenewal(bundle, agentSocket, new RenewalOptions());
        Assert.Equal(RenewalStep.Renewed, await renewal.StepAsync(Cancellation));
        ulong second = await SpeakAsync(world, bundle);
        Assert.NotEqual(first, second);

        await AuthorityLink.AskAsync(
            operatorSocket, AuthorityRequestKind.Revoke, new AgentSelector(s_alice.Name, 0).Compose(), Cancellation);
        RevocationVerdict verdict = new RevocationVerifier(trusted.OperatorKey).Verify(
            await File.ReadAllBytesAsync(list, Cancellation), SystemClock.Instance.UnixNanoseconds, 0,
            out RevokedSerials? revoked);
        Assert.Equal(RevocationVerdict.Accepted, verdict);
        Assert.True(revoked!.Contains(first) && revoked.Contains(second));
        Assert.Equal(RenewalStep.Ended, await renewal.StepAsync(Cancellation));

        await stop.CancelAsync();
        await serving;
    }

    private static AuthorityExchange Link(string path) =>
        new AuthorityLink(new UnixEndPoint(path), TimeSpan.FromSeconds(30)).ExchangeAsync;

    private static async Task<BootstrapToken> MakeTokenAsync(AuthorityExchange operatorSocket)
    {
        byte[] request = TokenRequest.Compose(s_alice, 60_000_000_000);
        byte[] answer = await AuthorityLink.AskAsync(
            operatorSocket, AuthorityRequestKind.MakeToken, request, Cancellation);
        return new BootstrapToken(answer.AsSpan(0, BootstrapToken.Size));
    }

    /// <summary>A session with the bundle's credential, one message on it, and the credential's serial.</summary>
    private static async Task<ulong> SpeakAsync(TestWorld world, AgentBundle bundle)
    {
        AgentClient receiver = await world.ConnectAsync(SandboxTier.GVisor);
        await using AgentClient client = await AgentClient.ConnectAsync(
            bundle, world.Options(SandboxTier.Docker), Cancellation);
        await client.SendConfirmedAsync(
            receiver.Name, MessageType.Data, Encoding.UTF8.GetBytes("hello"), null, Cancellation);
        Assert.Equal(s_alice.Name, (await receiver.ReceiveAsync(Cancellation)).Sender);
        CredentialLayout.TryRead(bundle.Credential, out CredentialLayout layout, out _);
        return layout.Serial;
    }
}
