using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Key-compromise impersonation: who stole all of an agent's keys can play that agent, but not the router to it. Tried
/// with the stolen key in the router's place, and with the true router's answer to the thief.
/// </summary>
public sealed class ImpersonatedRouterAttack : IAttack
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "router played to an agent whose keys were stolen";

    /// <inheritdoc/>
    public string Expectation => "the agent takes neither answer";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using AgentBundle stolen = ground.Certify(SandboxTier.Docker, "betrayed");
        using AgentHandshake agent = Handshake(stolen);
        byte[] first = First(agent);
        bool answeredWithStolenKey = Answers(stolen, first);

        using HostileLink link = await HostileLink
            .ConnectAsync(ground.EndPoints[SandboxTier.Docker], cancellation).ConfigureAwait(false);
        using AgentHandshake thief = Handshake(stolen);
        link.TrySend(First(thief));
        if (!link.TryReadFrame(Patience, out ReadOnlySpan<byte> answer, out _, out _))
        {
            throw new AttackException("the router did not answer the thief's handshake");
        }

        bool taken = agent.TryReadSecond(answer);
        if (!thief.TryReadSecond(answer))
        {
            throw new AttackException("the router's answer is not even for the thief");
        }

        AttackObservation seen = AttackObservation.Nothing with
        {
            Note = answeredWithStolenKey || taken ? "the agent was deceived" : "neither answer was taken",
        };
        return new AttackResult(seen, !answeredWithStolenKey && !taken);
    }

    private static AgentHandshake Handshake(AgentBundle bundle) => new(
        SandboxTier.Docker, Vocabulary.Name(SandboxTier.Docker), AeadSuites.SupportedHere, bundle.StaticKey,
        bundle.RouterKey, bundle.Credential);

    private static byte[] First(AgentHandshake handshake)
    {
        byte[] buffer = new byte[WireLimits.MaxHandshakeFrame];
        return buffer[..handshake.WriteFirst(buffer)];
    }

    // Only who holds the router's key can read message 1, which an answer needs.
    private static bool Answers(AgentBundle stolen, byte[] first)
    {
        using var impostor = new RouterHandshake(
            stolen.StaticKey, new CredentialVerifier(stolen.OperatorKey), SandboxTier.Docker,
            Vocabulary.Name(SandboxTier.Docker));
        byte[] answer = new byte[WireLimits.MaxHandshakeFrame];
        return impostor.Read(first, SystemClock.Instance.UnixNanoseconds, answer, out _) == HandshakeOutcome.Answer;
    }
}
