using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// How often an agent's sessions displaced each other. The third time in a minute there are two agents of one name, so
/// both keys are shut out: clones must not push each other out for ever. Owned by the router's thread; a few words
/// for each agent, and as long-lived.
/// </summary>
public sealed class DisplacementHistory
{
    /// <summary>Within which time the third displacement is one too many, in nanoseconds.</summary>
    public const long Window = 60_000_000_000;

    private long? _older;
    private long? _newer;
    private VerificationKey? _held;
    private VerificationKey? _claimed;

    /// <summary>
    /// True when the signing key is shut out. An agent that was certified anew with other keys is not; a renewed
    /// credential has the same keys and is.
    /// </summary>
    public bool IsQuarantined(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return IsSame(_held, key) || IsSame(_claimed, key);
    }

    /// <summary>
    /// Notes that one session is to displace another. False when it is one too many: from now on both keys are shut
    /// out.
    /// </summary>
    /// <param name="now">Monotonic nanoseconds.</param>
    /// <param name="held">The signing key of the session that was there.</param>
    /// <param name="claimed">That of the new one, most often the same.</param>
    public bool TryNote(long now, VerificationKey held, VerificationKey claimed)
    {
        if (_older is { } older && now - older < Window)
        {
            (_held, _claimed) = (held, claimed);
            (_older, _newer) = (null, null);
            return false;
        }

        (_older, _newer) = (_newer, now);
        return true;
    }

    private static bool IsSame(VerificationKey? shutOut, VerificationKey key) =>
        shutOut is not null && shutOut.Bytes.SequenceEqual(key.Bytes);
}
