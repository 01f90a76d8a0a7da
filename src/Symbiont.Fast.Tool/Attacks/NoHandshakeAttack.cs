using System.Security.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// An outsider without the router's public key sends a first frame of random bytes, and must not hear a byte.
/// </summary>
public sealed class NoHandshakeAttack : IAttack
{
    private const int BodySize = 56;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "outsider without the router's key";

    /// <inheritdoc/>
    public string Expectation => "dropped without a byte";

    /// <inheritdoc/>
    public async Task<AttackResult> RunAsync(AttackGround ground, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ground);
        using HostileLink link =
            await HostileLink.ConnectAsync(ground.EndPoints[SandboxTier.Docker], cancellation).ConfigureAwait(false);
        byte[] frame = new byte[FrameHeader.Size + BodySize];
        new FrameHeader(frame.Length, FrameKind.Handshake, 0).Write(frame);
        RandomNumberGenerator.Fill(frame.AsSpan(FrameHeader.Size));
        new HelloMessage(HelloMessage.NoiseXkHybrid, SandboxTier.Docker, 1 << 3).Write(frame.AsSpan(FrameHeader.Size));
        link.TrySend(frame);
        bool answered = link.TryReadFrame(Patience, out _, out _, out bool closed);
        AttackObservation seen = AttackObservation.Nothing with
        {
            Ending = closed ? LinkEnding.Dropped : LinkEnding.Open,
        };
        return new AttackResult(seen, !answered && closed);
    }
}
