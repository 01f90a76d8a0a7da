using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>Between whom a seal is, and what both must agree on before its handshake.</summary>
/// <param name="InitiatorDigest">The identity digest of who asked for it, 32 bytes.</param>
/// <param name="InitiatorKeyId">The id of that agent's signing key.</param>
/// <param name="ResponderDigest">The identity digest of who answered, 32 bytes.</param>
/// <param name="ResponderKeyId">The id of that agent's signing key.</param>
/// <param name="SealId">The initiator's number for it, 1 to 2^31 - 1.</param>
public sealed record SealParties(
    byte[] InitiatorDigest, ulong InitiatorKeyId, byte[] ResponderDigest, ulong ResponderKeyId, uint SealId)
{
    private const int DomainLength = 20;

    /// <summary>The prologue's size in bytes.</summary>
    internal const int PrologueSize = DomainLength + 1 + (2 * IdentityDigest.Size) + (2 * 8) + 4;

    private static ReadOnlySpan<byte> Domain => "symbiont.fast seal 1"u8;

    /// <summary>
    /// Writes the handshake's prologue: domain ‖ version u8 ‖ both digests ‖ both key ids ‖ seal id; initiator first.
    /// </summary>
    internal void WritePrologue(Span<byte> prologue)
    {
        Domain.CopyTo(prologue);
        prologue[DomainLength] = WireLimits.Version;
        Span<byte> rest = prologue[(DomainLength + 1)..];
        InitiatorDigest.CopyTo(rest);
        ResponderDigest.CopyTo(rest[IdentityDigest.Size..]);
        rest = rest[(2 * IdentityDigest.Size)..];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, InitiatorKeyId);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[8..], ResponderKeyId);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[16..], SealId);
    }
}
