using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session.Tests;

/// <summary>An agent and a Docker tier's router before their handshake; a test changes one thing of it.</summary>
internal sealed class HandshakePair : IDisposable
{
    public const string ListenerId = "docker-1";
    public const long Now = 5_000;

    private readonly TestOperator _operator = new();

    public KeyAgreementKey RouterKey { get; } = KeyAgreementKey.Generate();

    public KeyAgreementKey AgentKey { get; } = KeyAgreementKey.Generate();

    public SigningKey AgentSigningKey { get; } = SigningKey.Generate();

    public TestOperator Operator => _operator;

    public byte[] Credential() => _operator.Issue(AgentSigningKey, AgentKey.PublicKey);

    public AgentHandshake Agent(
        byte[]? credential = null, string listenerId = ListenerId, ushort? suites = null,
        SandboxTier tier = SandboxTier.Docker, KeyAgreementKey? routerKey = null, bool classical = false) =>
        new(
            tier, listenerId, suites ?? AeadSuites.SupportedHere, AgentKey, (routerKey ?? RouterKey).PublicKey,
            credential ?? Credential(), classical);

    public RouterHandshake Router(bool allowsClassical = false, IReadOnlyList<AgentName>? agents = null) =>
        new(RouterKey, _operator.Verifier, SandboxTier.Docker, ListenerId, allowsClassical, agents);

    /// <summary>Runs the handshake up to the router's judgement of the agent's third frame.</summary>
    public static HandshakeOutcome Run(AgentHandshake agent, RouterHandshake router, long now = Now)
    {
        byte[] answer = Answer(router, First(agent));
        Assert.True(agent.TryReadSecond(answer));
        return Give(router, Third(agent), now);
    }

    public static byte[] First(AgentHandshake agent)
    {
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        return frame[..agent.WriteFirst(frame)];
    }

    public static byte[] Answer(RouterHandshake router, byte[] first)
    {
        byte[] answer = new byte[WireLimits.MaxHandshakeFrame];
        Assert.Equal(HandshakeOutcome.Answer, router.Read(first, Now, answer, out int length));
        return answer[..length];
    }

    public static byte[] Third(AgentHandshake agent)
    {
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        return frame[..agent.WriteThird(frame)];
    }

    /// <summary>Gives the router a frame that must not be answered.</summary>
    public static HandshakeOutcome Give(RouterHandshake router, byte[] frame, long now = Now)
    {
        byte[] answer = new byte[WireLimits.MaxHandshakeFrame];
        HandshakeOutcome outcome = router.Read(frame, now, answer, out int length);
        Assert.Equal(0, length);
        Assert.False(answer.AsSpan().ContainsAnyExcept((byte)0));
        return outcome;
    }

    public void Dispose()
    {
        RouterKey.Dispose();
        AgentKey.Dispose();
        AgentSigningKey.Dispose();
        _operator.Dispose();
    }
}
