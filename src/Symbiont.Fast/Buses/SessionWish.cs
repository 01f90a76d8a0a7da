using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Buses;

/// <summary>What an agent wants with its link, by its authenticate message; the router judges it. Immutable.</summary>
/// <param name="Lanes">How many lanes the session is to have.</param>
/// <param name="Displaces">The session it is to take the place of; null for none.</param>
/// <param name="Joins">The session it is to be a lane of; null for a session of its own.</param>
internal sealed record SessionWish(int Lanes, DisplacementClaim? Displaces, LaneClaim? Joins)
{
    public static readonly SessionWish Own = new(1, null, null);

    public static SessionWish Of(AuthenticateMessage message) => message.Mode switch
    {
        AuthenticateMode.Join =>
            new(1, null, new LaneClaim(message.Epoch, message.Lane, message.Proof.ToArray())),
        AuthenticateMode.Displace =>
            new(message.MoreLanes + 1, new DisplacementClaim(message.Epoch, message.Proof.ToArray()), null),
        _ => message.MoreLanes == 0 ? Own : new(message.MoreLanes + 1, null, null),
    };
}
