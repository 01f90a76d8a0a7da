using System.Globalization;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Configuration;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Tool;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.EndToEnd;

/// <summary>A router on real sockets in a folder of its own, and the keys to certify agents for it.</summary>
internal sealed class TestWorld : IAsyncDisposable
{
    private const long Hour = 3_600_000_000_000L;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly RouterIdentity _identity;
    private readonly List<IAsyncDisposable> _clients = [];
    private readonly List<AgentBundle> _bundles = [];
    private readonly RouterOptions _options;
    private int _agents;

    private TestWorld(Func<RouterOptions, RouterOptions> change, string policy)
    {
        Folder = Directory.CreateTempSubdirectory("sf-").FullName;
        long now = SystemClock.Instance.UnixNanoseconds;
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(
            issuer, _operator.CertifyIssuer(issuer.PublicKey, now - Hour, now + (24 * Hour)));
        _identity = new RouterIdentity(KeyAgreementKey.Generate(), _operator.PublicKey.ToArray());
        var options = new RouterOptions
        {
            Identity = _identity,
            Listeners = [.. Listeners()],
            Policies = Rules(policy),
            AuditPath = Path.Combine(Folder, "audit.log"),

            // All agents and attackers of a test are one user of one host.
            HandshakesPerSecondPerPeer = 1_000_000,
            HandshakeBurstPerPeer = 1_000_000,
        };
        _options = options;
        Router = MessageRouter.Start(WithDriver(WithShards(change(options))));
    }

    public string Folder { get; }

    public string AuditPath => Path.Combine(Folder, "audit.log");

    public MessageRouter Router { get; }

    public byte[] RouterKey => _identity.StaticKey.PublicKey.ToArray();

    /// <summary>The issuer in the form in which attackers use it; belongs to the world.</summary>
    public IssuerFile Issuer => new(_issuer, _operator.PublicKey.ToArray());

    /// <summary>The operator, for attackers with issuers of their own; belongs to the world.</summary>
    public OperatorKey Operator => _operator;

    public static TestWorld Start(string policy, Func<RouterOptions, RouterOptions>? change = null) =>
        new(change ?? (options => options), policy);

    /// <summary>Another router with the same keys and files, after the first was stopped.</summary>
    public MessageRouter StartAgain(Func<RouterOptions, RouterOptions> change) => MessageRouter.Start(change(_options));

    /// <summary>A router whose clock stands still: nothing runs out of time, however slow the machine is.</summary>
    public static RouterOptions StopClock(RouterOptions options) =>
        options with { Clock = new ManualClock(SystemClock.Instance.UnixNanoseconds) };

    public static IReadOnlyList<CommunicationPolicy> Rules(string yaml)
    {
        PolicyFileResult result = PolicyFile.Parse("test.yaml", yaml, new PolicyDefaults());
        return result.Rules ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
    }

    public UnixEndPoint Unix(SandboxTier tier) => new(Path.Combine(Folder, $"{Vocabulary.Name(tier)}.sock"));

    public SharedMemoryEndPoint Shared(SandboxTier tier) =>
        new(Path.Combine(Folder, $"{Vocabulary.Name(tier)}.shm.sock"));

    public TransportEndPoint Tcp(SandboxTier tier) => Router.EndPoints[(((int)tier - 1) * 3) + 1];

    public AgentBundle Certify(
        SandboxTier tier, string? id = null, SecurityLevel clearance = SecurityLevel.Secret,
        string[]? capabilities = null, long notAfterFromNow = Hour, TimeSpan? notBeforeFromNow = null)
    {
        id ??= $"agent-{++_agents}";
        AgentName name = AgentName.Create("test.local", tier, id);
        capabilities ??= ["rpc.call", "rpc.serve", "control.send"];
        var identity = new AgentIdentity(name, clearance, [.. capabilities.Select(Parse)]);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        long now = SystemClock.Instance.UnixNanoseconds;
        long notBefore = notBeforeFromNow is { } from
            ? now + (from.Ticks * TimeSpan.NanosecondsPerTick)
            : Math.Min(now, now + notAfterFromNow) - (Hour / 2);
        byte[] credential = _issuer.Issue(
            identity, signing.PublicKey, statics.PublicKey, notBefore, now + notAfterFromNow);
        var bundle = new AgentBundle(credential, signing, statics, _operator.PublicKey.ToArray(), RouterKey);
        _bundles.Add(bundle);
        return bundle;
    }

    /// <summary>Another credential for the same name and keys.</summary>
    public byte[] Recertify(AgentBundle bundle, long notAfterFromNow)
    {
        long now = SystemClock.Instance.UnixNanoseconds;
        return _issuer.Issue(
            bundle.Identity, bundle.SigningKey.PublicKey, bundle.StaticKey.PublicKey, now - Hour / 2,
            now + notAfterFromNow);
    }

    public AgentClientOptions Options(SandboxTier tier, TransportEndPoint? endPoint = null) => new()
    {
        EndPoint = endPoint ?? Usual(tier),
        ListenerId = Vocabulary.Name(tier),
    };

    public async Task<AgentClient> ConnectAsync(AgentBundle bundle, AgentClientOptions? options = null)
    {
        AgentClient client = await AgentClient.ConnectAsync(
            bundle, options ?? Options(bundle.Identity.Tier), TestContext.Current.CancellationToken);
        _clients.Add(client);
        return client;
    }

    public Task<AgentClient> ConnectAsync(SandboxTier tier, string? id = null) => ConnectAsync(Certify(tier, id));

    public long Counter(string name) => Router.Counters().Single(counter => counter.Key == name).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable client in _clients)
        {
            await client.DisposeAsync();
        }

        await Router.DisposeAsync();
        _bundles.ForEach(bundle => bundle.Dispose());
        _identity.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // The whole suite can be run over several shards, which no test notices: the long run does so.
    private static RouterOptions WithShards(RouterOptions options) =>
        Environment.GetEnvironmentVariable("SYMBIONT_TEST_SHARDS") is { } shards
            && options.RouterShards == 1
            ? WithShards(options, int.Parse(shards, CultureInfo.InvariantCulture))
            : options;

    // So can all clients that are not told otherwise be over shared memory.
    private TransportEndPoint Usual(SandboxTier tier) =>
        Environment.GetEnvironmentVariable("SYMBIONT_TEST_TRANSPORT") == "shm" ? Shared(tier) : Unix(tier);

    private static RouterOptions WithShards(RouterOptions options, int shards) =>
        options with { RouterShards = shards, Threads = Math.Max(options.Threads, shards + 1) };

    // And over either driver of sockets.
    private static RouterOptions WithDriver(RouterOptions options) =>
        Environment.GetEnvironmentVariable("SYMBIONT_TEST_SOCKETS") is { } driver
            && options.SocketDriver == SocketDriver.Auto
            ? options with { SocketDriver = Enum.Parse<SocketDriver>(driver) }
            : options;

    private IEnumerable<ListenerOptions> Listeners()
    {
        foreach (SandboxTier tier in Vocabulary.Tiers.ToArray())
        {
            yield return new ListenerOptions(tier, Unix(tier), Vocabulary.Name(tier));
            yield return new ListenerOptions(tier, TransportEndPoint.Parse("tcp:127.0.0.1:0"), Vocabulary.Name(tier));
            yield return new ListenerOptions(tier, Shared(tier), Vocabulary.Name(tier));
        }
    }

    private static Capability Parse(string text) => Capability.TryParse(text, out Capability capability)
        ? capability
        : throw new ArgumentException(text);
}
