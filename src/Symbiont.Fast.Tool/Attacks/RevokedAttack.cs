using Symbiont.Fast.Client;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A credential is revoked while its session lives: the session ends, and the agent gets no other.
/// </summary>
public sealed class RevokedAttack : IAttack
{
    /// <inheritdoc/>
    public string Name => "revoked in mid-session";

    /// <inheritdoc/>
    public string Expectation => $"{RefusalReasons.Text(RefusalReason.Revoked)}, now and later";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        AgentBundle bundle = ground.Certify(SandboxTier.Docker, "revoked");
        AgentName victim = ground.Victims[SandboxTier.GVisor];
        HostileAgent live = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
        live.SendNext(new ForgedBatch { Destination = victim }, live.Resolve(victim));
        live.Listen(1);
        Publish(ground, bundle);
        AttackObservation seen = live.ListenToTheEnd();
        live.Abandon();

        using HostileAgent again = await ground.ConnectAsync(bundle, cancellation).ConfigureAwait(false);
        bool held = seen is { Receipts: 1, Ending: LinkEnding.Closed, Reason: RefusalReason.Revoked }
            && again.Epoch == 0
            && again.Observation is { Ending: LinkEnding.Closed, Reason: RefusalReason.Revoked };
        return new AttackResult(seen, held);
    }

    private static void Publish(AttackGround ground, AgentBundle bundle)
    {
        CredentialLayout.TryRead(bundle.Credential, out CredentialLayout layout, out _);
        byte[] list = ground.Issuer.Issuer.SignRevocations(1, SystemClock.Instance.UnixNanoseconds, [layout.Serial]);

        // Whole or not at all: the router may look at any moment.
        string draft = ground.RevocationPath + ".new";
        File.WriteAllBytes(draft, list);
        File.Move(draft, ground.RevocationPath, overwrite: true);
    }
}
