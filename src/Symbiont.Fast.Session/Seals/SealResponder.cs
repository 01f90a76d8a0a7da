using System.Buffers.Binary;
using System.Security.Cryptography;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>
/// The answering side of a seal's handshake. Costs four X25519 operations and one ML-KEM encapsulation, so callers
/// keep a budget. Stateless; any thread.
/// </summary>
public static class SealResponder
{
    /// <summary>The length of the answer's Noise message in bytes.</summary>
    public static int AnswerLength { get; } =
        SealInitiator.PayloadSize + HandshakeState.MessageOverhead(NoisePattern.KKhfs, 1);

    /// <summary>
    /// Reads a request and writes its answer; null when no honest agent would have sent it, or it offers no suite that
    /// is accepted here.
    /// </summary>
    /// <param name="parties">Between whom; this side is the responder.</param>
    /// <param name="accepted">The suites accepted, bit (1 &lt;&lt; suite) for each.</param>
    /// <param name="epoch">This agent's epoch.</param>
    /// <param name="localStatic">This agent's X25519 key.</param>
    /// <param name="remoteStatic">The other's X25519 key, from its verified credential.</param>
    /// <param name="request">The request's Noise message.</param>
    /// <param name="answer">Receives the answer's, <see cref="AnswerLength"/> bytes.</param>
    public static SealKeys? TryAnswer(
        SealParties parties, ushort accepted, uint epoch, KeyAgreementKey localStatic,
        ReadOnlySpan<byte> remoteStatic, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        if (request.Length != SealInitiator.RequestLength)
        {
            return null;
        }

        Span<byte> prologue = stackalloc byte[SealParties.PrologueSize];
        parties.WritePrologue(prologue);
        using HandshakeState noise = HandshakeState.Responder(
            NoisePattern.KKhfs, prologue, localStatic, remoteStatic);
        Span<byte> payload = stackalloc byte[SealInitiator.PayloadSize];
        if (!noise.TryReadMessage(request, payload, out _))
        {
            return null;
        }

        ushort offered = BinaryPrimitives.ReadUInt16LittleEndian(payload);
        ushort reserved = BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]);
        uint peerEpoch = BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]);
        if (reserved != 0 || peerEpoch == 0 || !SealSuites.TryChoose(offered, accepted, out AeadSuite suite))
        {
            return null;
        }

        payload.Clear();
        payload[0] = (byte)suite;
        BinaryPrimitives.WriteUInt32LittleEndian(payload[4..], epoch);
        try
        {
            noise.WriteMessage(payload, answer[..AnswerLength]);
        }
        catch (CryptographicException)
        {
            // An ephemeral key of small order: hostile, so it must not throw further.
            return null;
        }

        return SealKeys.TryTake(noise, parties, isInitiator: false, suite, peerEpoch);
    }
}
