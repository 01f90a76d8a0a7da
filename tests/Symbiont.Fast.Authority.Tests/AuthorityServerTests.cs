using System.Net.Sockets;
using Symbiont.Fast.Client;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>The sockets: one bounded request a connection, and a peer that stalls costs only itself.</summary>
public sealed class AuthorityServerTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestAuthority _authority = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _sandbox;
    private readonly string _operator;
    private AuthorityServer? _server;
    private Task _running = Task.CompletedTask;

    public AuthorityServerTests()
    {
        _sandbox = Path.Combine(_authority.Root, "sandbox.sock");
        _operator = AuthorityFolder.OperatorSocket(_authority.Root);
    }

    public ValueTask InitializeAsync()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        // Short enough that a stalling peer is seen to be cut off, long enough for an honest one on a busy machine.
        _server = new AuthorityServer(
            _authority.Service,
            new AuthorityServerOptions { ConnectionsPerSocket = 2, ConnectionTimeout = TimeSpan.FromSeconds(2) });
        _server.Listen(_sandbox, AuthorityRole.Sandbox(), Mode);
        _server.Listen(_operator, AuthorityRole.Operator, Mode);
        _running = _server.RunAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_agent_enrols_over_its_socket()
    {
        using BootstrapToken token = _authority.MakeToken();
        var enrolment = new Enrolment(_authority.OperatorKey, new byte[32]) { Clock = _authority.Clock };

        using AgentBundle bundle = await enrolment.EnrolAsync(
            Link(_sandbox).ExchangeAsync, token, TestAuthority.Granted, TestContext.Current.CancellationToken);

        Assert.Equal(TestAuthority.Alice, bundle.Name);
    }

    [Fact]
    public async Task The_operators_socket_serves_the_directory_and_a_sandboxs_does_not()
    {
        byte[] request = new AgentSelector(null, 0).Compose();

        byte[] page = await AuthorityLink.AskAsync(
            Link(_operator).ExchangeAsync, AuthorityRequestKind.Directory, request,
            TestContext.Current.CancellationToken);
        AuthorityRefusedException refusal = await Assert.ThrowsAsync<AuthorityRefusedException>(
            () => AuthorityLink.AskAsync(
                Link(_sandbox).ExchangeAsync, AuthorityRequestKind.Directory, request,
                TestContext.Current.CancellationToken));

        Assert.Equal(8, page.Length);
        Assert.Equal(AuthorityStatus.WrongSocket, refusal.Status);
    }

    [Fact]
    public async Task Peers_that_stall_are_cut_off_and_the_next_is_served()
    {
        using Socket silent = Connect();
        using Socket halting = Connect();
        await halting.SendAsync(new byte[] { 96, 0, 0, 0, 1, 2, 0, 0, 1 }, TestContext.Current.CancellationToken);

        Assert.Equal(0, await silent.ReceiveAsync(new byte[8], TestContext.Current.CancellationToken));
        byte[] answer = await Link(_sandbox).ExchangeAsync(
            AuthorityHeader.Compose((byte)AuthorityRequestKind.Renew, RenewalRequest.Compose(1, 1)),
            TestContext.Current.CancellationToken);

        Assert.Equal((byte)AuthorityStatus.Unknown, answer[5]);
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 255, 255, 1, 1, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 1, 0, 0 })]
    [InlineData(new byte[] { 71, 69, 84, 32, 47, 32, 72, 84 })]
    public async Task A_header_that_is_none_is_refused_without_reading_on(byte[] header)
    {
        using Socket peer = Connect();
        await peer.SendAsync(header, TestContext.Current.CancellationToken);
        byte[] answer = new byte[64];

        Assert.Equal(8, await peer.ReceiveAsync(answer, TestContext.Current.CancellationToken));
        Assert.Equal((byte)AuthorityStatus.Malformed, answer[5]);
        Assert.Equal(0, await peer.ReceiveAsync(answer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_socket_that_is_in_use_and_a_file_with_contents_are_left_alone()
    {
        using var second = new AuthorityServer(_authority.Service, new AuthorityServerOptions());
        string file = Path.Combine(_authority.Root, "precious");
        File.WriteAllText(file, "x");

        Assert.Throws<SocketException>(() => second.Listen(_sandbox, AuthorityRole.Sandbox(), UnixFileMode.UserRead));
        Assert.Throws<SocketException>(() => second.Listen(file, AuthorityRole.Sandbox(), UnixFileMode.UserRead));
        Assert.Equal("x", File.ReadAllText(file));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _server?.Dispose();
        _stop.Dispose();
        _authority.Dispose();
    }

    private static AuthorityLink Link(string path) => new(new UnixEndPoint(path), s_patience);

    private Socket Connect()
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_sandbox));
        return socket;
    }
}
