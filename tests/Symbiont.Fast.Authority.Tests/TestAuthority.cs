using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>An authority in a folder of its own, with a clock that stands until it is moved.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const long Start = 1_767_225_600_000_000_000;
    public const long Second = 1_000_000_000;
    public const long Hour = 3600 * Second;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly string _root = System.IO.Directory.CreateTempSubdirectory("sf-authority-").FullName;
    private AuthorityFolder _folder;

    public TestAuthority(long issuerValidity = 1000 * Hour, Func<AuthorityOptions, AuthorityOptions>? change = null)
    {
        SigningKey key = SigningKey.Generate();
        byte[] certificate = _operator.CertifyIssuer(key.PublicKey, Start - Hour, Start + issuerValidity);
        _issuer = new CredentialIssuer(key, certificate);
        var options = new AuthorityOptions { RevocationPath = ListPath, Clock = Clock, Report = Reports.Add };
        Options = change?.Invoke(options) ?? options;
        _folder = AuthorityFolder.Open(Root);
        Service = new AuthorityService(_issuer, _folder, Options);
    }

    public static AgentName Alice { get; } = AgentName.Create("symbiont.local", SandboxTier.Docker, "alice");

    public static AgentIdentity Granted { get; } =
        new(Alice, SecurityLevel.Confidential, [Capability.RpcCall, Capability.ControlSend]);

    public string Root => Path.Combine(_root, "state");

    public string ListPath => Path.Combine(_root, "revocations.list");

    public ManualClock Clock { get; } = new(Start);

    public long Now => Clock.UnixNanoseconds;

    public List<AuthorityEvent> Reports { get; } = [];

    public AuthorityOptions Options { get; }

    public AuthorityService Service { get; private set; }

    public byte[] OperatorKey => _operator.PublicKey.ToArray();

    public CredentialVerifier Verifier => new(_operator.PublicKey);

    /// <summary>What a restart of the process does.</summary>
    public void Restart()
    {
        Service.Dispose();
        _folder.Dispose();
        _folder = AuthorityFolder.Open(Root);
        Service = new AuthorityService(_issuer, _folder, Options);
    }

    public AuthorityStatus Ask(byte[] request, out byte[] body, AuthorityRole? role = null)
    {
        byte[] response = Service.Handle(request, role ?? AuthorityRole.Sandbox());
        FrameError error = AuthorityHeader.TryRead(response, AuthorityHeader.MaxResponse, out AuthorityHeader header);
        Assert.Equal(FrameError.None, error);
        Assert.Equal(response.Length, header.Length);
        body = response[AuthorityHeader.Size..];
        return (AuthorityStatus)header.Code;
    }

    public AuthorityStatus Ask(byte[] request, AuthorityRole? role = null) => Ask(request, out _, role);

    public AuthorityStatus AskOperator(AuthorityRequestKind kind, byte[] body, out byte[] answer) =>
        Ask(AuthorityHeader.Compose((byte)kind, body), out answer, AuthorityRole.Operator);

    public BootstrapToken MakeToken(AgentIdentity? grant = null, long lifetime = 600 * Second)
    {
        byte[] request = TokenRequest.Compose(grant ?? Granted, lifetime);
        Assert.Equal(AuthorityStatus.Done, AskOperator(AuthorityRequestKind.MakeToken, request, out byte[] answer));
        return new BootstrapToken(answer.AsSpan(0, BootstrapToken.Size));
    }

    /// <summary>Enrols, and returns the credential's serial.</summary>
    public ulong Enrol(TestAgent agent, AgentIdentity? identity = null)
    {
        using BootstrapToken token = MakeToken(identity);
        AuthorityStatus status = Ask(agent.Enrol(token, identity ?? Granted), out byte[] credential);
        Assert.Equal(AuthorityStatus.Done, status);
        return Read(credential).Serial;
    }

    public AuthorityStatus Revoke(AgentName? name, ulong serial = 0) =>
        AskOperator(AuthorityRequestKind.Revoke, new AgentSelector(name, serial).Compose(), out _);

    public IReadOnlyList<byte[]> Directory(AgentName? after = null)
    {
        byte[] request = new AgentSelector(after, 0).Compose();
        Assert.Equal(AuthorityStatus.Done, AskOperator(AuthorityRequestKind.Directory, request, out byte[] page));
        Assert.Equal(FrameError.None, DirectoryPage.TryRead(page, out IReadOnlyList<byte[]> credentials, out _));
        return credentials;
    }

    /// <summary>The credential, which must verify now.</summary>
    public VerifiedCredential Read(byte[] credential)
    {
        Assert.Equal(RefusalReason.None, Verifier.Verify(credential, Now, out VerifiedCredential? verified));
        return verified!;
    }

    /// <summary>The published list, which must verify now.</summary>
    public RevokedSerials PublishedList()
    {
        byte[] bytes = File.ReadAllBytes(ListPath);
        RevocationVerdict verdict = new RevocationVerifier(_operator.PublicKey)
            .Verify(bytes, Now, 0, out RevokedSerials? revoked);
        Assert.Equal(RevocationVerdict.Accepted, verdict);
        return revoked!;
    }

    public long Counter(string name) => Service.Counters().Single(counter => counter.Key == name).Value;

    public void Dispose()
    {
        Service.Dispose();
        _folder.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
        System.IO.Directory.Delete(_root, recursive: true);
    }
}
