using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>The serials of a verified revocation list, ready for look-ups. Immutable; any thread.</summary>
public sealed class RevokedSerials
{
    private readonly ulong[] _serials;

    private RevokedSerials(ulong number, long issuedAt, ulong[] serials) =>
        (Number, IssuedAt, _serials) = (number, issuedAt, serials);

    /// <summary>What holds before any list was seen: number 0, nothing revoked.</summary>
    public static RevokedSerials None { get; } = new(0, 0, []);

    /// <summary>The list's number.</summary>
    public ulong Number { get; }

    /// <summary>When the list was signed, in nanoseconds since 1970 UTC.</summary>
    public long IssuedAt { get; }

    /// <summary>How many serials there are.</summary>
    public int Count => _serials.Length;

    /// <summary>True when the credential of that serial is revoked. Allocates nothing.</summary>
    public bool Contains(ulong serial) => Array.BinarySearch(_serials, serial) >= 0;

    internal static RevokedSerials From(in RevocationList list)
    {
        ulong[] serials = new ulong[list.Count];
        for (int i = 0; i < serials.Length; i++)
        {
            serials[i] = list.Serial(i);
        }

        return new RevokedSerials(list.Number, list.IssuedAt, serials);
    }
}
