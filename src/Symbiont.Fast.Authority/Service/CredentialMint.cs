using System.Buffers.Binary;
using System.Security.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Authority;

/// <summary>Issues credentials of the usual validity with serials that are not in use. Owned by the service's lock.
/// </summary>
internal sealed class CredentialMint(CredentialIssuer issuer, AuthorityOptions options)
{
    /// <summary>The end of the validity that a credential issued now has.</summary>
    public long NotAfter(long now) => Math.Min(now + Nanoseconds(options.Validity), issuer.NotAfter);

    /// <summary>True while the issuer's own validity lasts.</summary>
    public bool IsInForce(long now) => now >= issuer.NotBefore && now < issuer.NotAfter;

    public byte[] Issue(
        AuthorityState state, AgentIdentity identity, ReadOnlySpan<byte> signingKey, ReadOnlySpan<byte> staticKey,
        long now)
    {
        long notBefore = Math.Max(now - Nanoseconds(options.Backdating), issuer.NotBefore);
        return issuer.Issue(identity, signingKey, staticKey, FreeSerial(state), notBefore, NotAfter(now));
    }

    public static long Nanoseconds(TimeSpan time) => checked(time.Ticks * TimeSpan.NanosecondsPerTick);

    private static ulong FreeSerial(AuthorityState state)
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        while (true)
        {
            RandomNumberGenerator.Fill(random);
            ulong serial = BinaryPrimitives.ReadUInt64LittleEndian(random);

            // 0 stands for "no serial" in selectors.
            if (serial != 0 && !state.IsKnown(serial))
            {
                return serial;
            }
        }
    }
}
