using Symbiont.Fast.Authority;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Benchmarks.MessagePath;

/// <summary>One agent of the benchmark: both ends of its link after a real handshake, and its session.</summary>
internal sealed class PathAgent : IDisposable
{
    private const string ListenerId = "docker";
    private const int PortBytes = 1 << 20;
    private const long Hour = 3_600_000_000_000;

    private readonly KeyAgreementKey _staticKey = KeyAgreementKey.Generate();

    public PathAgent(
        string id, int slot, CredentialIssuer issuer, CredentialVerifier verifier, KeyAgreementKey routerKey,
        ReadySet ready, AgentDirectory directory, long now)
    {
        Name = AgentName.Create("bench.local", SandboxTier.Docker, id);
        var identity = new AgentIdentity(Name, SecurityLevel.Secret, []);
        byte[] credential =
            issuer.Issue(identity, SigningKey.PublicKey, _staticKey.PublicKey, now - Hour, now + Hour);
        using var agent = new AgentHandshake(
            SandboxTier.Docker, ListenerId, AeadSuites.SupportedHere, _staticKey, routerKey.PublicKey, credential);
        using var router = new RouterHandshake(routerKey, verifier, SandboxTier.Docker, ListenerId);
        ShakeHands(agent, router, now);
        Agent = agent.Complete();
        Router = router.Complete();
        Credential = router.Peer!;
        var admission = new AgentAdmission(
            identity, Credential.SigningKey, credential, Credential.Digest, Credential.NotAfter, Router.HandshakeHash,
            new EgressPort(slot, PortBytes, ready));
        directory.Open(admission, now, out AgentSession? session);
        session!.Enter();
        Session = session!;
    }

    public AgentName Name { get; }

    public SigningKey SigningKey { get; } = SigningKey.Generate();

    /// <summary>The agent's end of the link.</summary>
    public LinkKeys Agent { get; }

    /// <summary>The router's end of the link.</summary>
    public LinkKeys Router { get; }

    public VerifiedCredential Credential { get; }

    public AgentSession Session { get; }

    public void Dispose()
    {
        Session.Port.Dispose();
        Agent.Dispose();
        Router.Dispose();
        SigningKey.Dispose();
        _staticKey.Dispose();
    }

    private static void ShakeHands(AgentHandshake agent, RouterHandshake router, long now)
    {
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        byte[] answer = new byte[WireLimits.MaxHandshakeFrame];
        router.Read(frame.AsSpan(0, agent.WriteFirst(frame)), now, answer, out int length);
        bool established = agent.TryReadSecond(answer.AsSpan(0, length))
            && router.Read(frame.AsSpan(0, agent.WriteThird(frame)), now, answer, out _)
                == HandshakeOutcome.Established;
        if (!established)
        {
            throw new InvalidOperationException("The handshake failed.");
        }
    }
}
