using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>A router of the product's with keys of its own, and agents for it.</summary>
internal sealed class ProductWorld : IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const string ListenerId = "docker";

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly RouterIdentity _identity;
    private readonly TransportEndPoint _endPoint;
    private readonly Security _security;
    private readonly List<AgentBundle> _bundles = [];
    private readonly List<AgentClient> _clients = [];

    public ProductWorld(TransportEndPoint endPoint, Security security, Func<RouterOptions, RouterOptions> change)
    {
        (_endPoint, _security) = (endPoint, security);
        long now = SystemClock.Instance.UnixNanoseconds;
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, now - (2 * Hour), now + (2 * Hour)));
        _identity = new RouterIdentity(KeyAgreementKey.Generate(), _operator.PublicKey.ToArray());
        Router = MessageRouter.Start(change(new RouterOptions
        {
            Identity = _identity,
            Listeners = [new ListenerOptions(SandboxTier.Docker, endPoint, ListenerId)],
            Policies = [Rule()],
            RateLimiter = new() { VerificationsPerSecond = 1_000_000, VerificationBurst = 1_000_000 },
        }));
    }

    public MessageRouter Router { get; }

    /// <summary>Connects an agent that is polled; the router must be turning.</summary>
    public AgentClient Connect(string id)
    {
        AgentName name = AgentName.Create("bench.local", SandboxTier.Docker, id);
        SigningKey signing = SigningKey.Generate();
        KeyAgreementKey statics = KeyAgreementKey.Generate();
        long now = SystemClock.Instance.UnixNanoseconds;
        byte[] credential = _issuer.Issue(
            new AgentIdentity(name, SecurityLevel.Secret, []), signing.PublicKey, statics.PublicKey, now - Hour,
            now + Hour);
        _bundles.Add(new AgentBundle(
            credential, signing, statics, _operator.PublicKey.ToArray(), _identity.StaticKey.PublicKey.ToArray()));
        var options = new AgentClientOptions
        {
            EndPoint = _endPoint,
            ListenerId = ListenerId,
            Threading = ClientThreading.Invoker,
            SignMessages = _security != Security.Unsigned,
            RequireSignatures = _security != Security.Unsigned,
        };
        _clients.Add(AgentClient.ConnectAsync(_bundles[^1], options).GetAwaiter().GetResult());
        return _clients[^1];
    }

    /// <summary>Finds an agent, polling the asker; the router must be turning.</summary>
    public static RemoteAgent Find(AgentClient asker, AgentName name)
    {
        Task<RemoteAgent> finding = asker.FindAsync(name).AsTask();
        while (!finding.IsCompleted)
        {
            asker.Poll();
        }

        return finding.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.DisposeAsync().AsTask().GetAwaiter().GetResult());
        Router.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _bundles.ForEach(bundle => bundle.Dispose());
        _identity.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
    }

    private CommunicationPolicy Rule() => new(
        "benchmark", SandboxTier.Docker, SandboxTier.Docker, [MessageType.Data],
        new SecurityRequirements(
            SignatureRequired: _security != Security.Unsigned, AuditLogging: false,
            Verification: _security == Security.Pipelined ? VerificationMode.Pipelined : VerificationMode.Strict),
        new RateLimits(int.MaxValue, int.MaxValue));
}
