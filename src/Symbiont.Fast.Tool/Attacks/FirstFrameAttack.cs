using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>
/// A genuine first handshake frame that reaches the router other than its agent made it, or elsewhere, or from a process
/// that has no business there.
/// </summary>
public sealed class FirstFrameAttack : IAttack
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public string Expectation => "dropped without a byte";

    /// <summary>The handshake suite that the agent wanted.</summary>
    public bool Classical { get; init; }

    /// <summary>The listener that the agent meant.</summary>
    public SandboxTier MeantListener { get; init; } = SandboxTier.Docker;

    /// <summary>The socket that it reaches.</summary>
    public Func<AttackGround, TransportEndPoint> Reached { get; init; } = ground => ground.EndPoints[SandboxTier.Docker];

    /// <summary>What is done to the frame on its way.</summary>
    public Action<byte[]>? Change { get; init; }

    /// <summary>The attacks of this kind.</summary>
    public static IReadOnlyList<IAttack> All { get; } =
    [
        new FirstFrameAttack { Name = "classical handshake", Classical = true },
        new FirstFrameAttack
        {
            Name = "handshake suite lowered on the way",
            Change = frame => frame[FrameHeader.Size] = HelloMessage.NoiseXk,
        },
        new FirstFrameAttack
        {
            Name = "AEAD offer lowered on the way",
            Change = frame => new HelloMessage(HelloMessage.NoiseXkHybrid, SandboxTier.Docker, LeastSuite)
                .Write(frame.AsSpan(FrameHeader.Size)),
        },
        new FirstFrameAttack
        {
            Name = "handshake relayed to another listener", MeantListener = SandboxTier.GVisor,
        },
        new FirstFrameAttack { Name = "process of another user", Reached = ground => ground.Guarded.OtherUser },
    ];

    private static ushort LeastSuite => 1 << (int)AeadSuite.ChaCha20Poly1305;

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileLink link = await HostileLink
            .ConnectAsync(Reached(ground), cancellation).ConfigureAwait(false);
        link.TrySend(FirstFrame(ground.RouterKey));
        bool answered = link.TryReadFrame(Patience, out _, out _, out bool closed);
        AttackObservation seen = AttackObservation.Nothing with
        {
            Ending = closed ? LinkEnding.Dropped : LinkEnding.Open,
        };
        return new AttackResult(seen, !answered && closed);
    }

    // The hello says Docker wherever it was meant for: only the listener's id, which is not in it, can tell.
    private byte[] FirstFrame(byte[] routerKey)
    {
        using KeyAgreementKey statics = KeyAgreementKey.Generate();
        using var handshake = new AgentHandshake(
            SandboxTier.Docker, Vocabulary.Name(MeantListener), AeadSuites.SupportedHere, statics, routerKey,
            new byte[CredentialLayout.MaxSize], Classical);
        byte[] buffer = new byte[WireLimits.MaxHandshakeFrame];
        byte[] frame = buffer[..handshake.WriteFirst(buffer)];
        Change?.Invoke(frame);
        return frame;
    }
}
