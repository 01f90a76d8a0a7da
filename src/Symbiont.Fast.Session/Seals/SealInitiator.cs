using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// The asking side of a seal's handshake: Noise KKhfs between two agents that have each other's credential. One use,
/// one thread at a time.
/// <code>
/// request's payload   suites offered u16 · 0 u16 · initiator's epoch u32
/// answer's payload    chosen suite u8 · 0, three bytes · responder's epoch u32
/// </code>
/// </summary>
public sealed class SealInitiator : IDisposable
{
    internal const int PayloadSize = 8;

    private readonly SealParties _parties;
    private readonly ushort _offered;
    private readonly uint _epoch;
    private readonly HandshakeState _noise;

    /// <summary>Prepares the handshake.</summary>
    /// <param name="parties">Between whom; this side is the initiator.</param>
    /// <param name="offered">The suites offered, bit (1 &lt;&lt; suite) for each.</param>
    /// <param name="epoch">This agent's epoch.</param>
    /// <param name="localStatic">This agent's X25519 key; it must outlive the handshake.</param>
    /// <param name="remoteStatic">The other's X25519 key, from its verified credential.</param>
    public SealInitiator(
        SealParties parties, ushort offered, uint epoch, KeyAgreementKey localStatic, ReadOnlySpan<byte> remoteStatic)
    {
        _parties = parties;
        _offered = offered;
        _epoch = epoch;
        Span<byte> prologue = stackalloc byte[SealParties.PrologueSize];
        parties.WritePrologue(prologue);
        _noise = HandshakeState.Initiator(NoisePattern.KKhfs, prologue, localStatic, remoteStatic);
    }

    /// <summary>The length of the request's Noise message in bytes.</summary>
    public static int RequestLength { get; } = PayloadSize + HandshakeState.MessageOverhead(NoisePattern.KKhfs, 0);

    /// <summary>Writes the request's Noise message.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The other's key has small order.
    /// </exception>
    public void WriteRequest(Span<byte> message)
    {
        Span<byte> payload = stackalloc byte[PayloadSize];
        payload.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(payload, _offered);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[4..], _epoch);
        _noise.WriteMessage(payload, message[..RequestLength]);
    }

    /// <summary>Reads the answer's Noise message; null when no honest agent would have sent it.</summary>
    public SealKeys? TryReadAnswer(ReadOnlySpan<byte> message)
    {
        Span<byte> payload = stackalloc byte[PayloadSize];
        if (message.Length != SealResponder.AnswerLength || !_noise.TryReadMessage(message, payload, out _))
        {
            return null;
        }

        ushort chosen = payload[0] < 16 ? (ushort)(1 << payload[0]) : (ushort)0;
        uint peerEpoch = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        if (payload[1..4].ContainsAnyExcept((byte)0) || peerEpoch == 0
            || !SealSuites.TryChoose(_offered, chosen, out AeadSuite suite))
        {
            return null;
        }

        return SealKeys.TryTake(_noise, _parties, isInitiator: true, suite, peerEpoch);
    }

    /// <summary>Wipes what is left of the handshake.</summary>
    public void Dispose() => _noise.Dispose();
}
