using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Identity;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Sessions that said they will have several lanes and have not got them all: each has so long, or it ends. Owned by
/// the router's thread.
/// </summary>
internal sealed class AwaitedLanes
{
    private readonly List<(AgentSession First, long Deadline)> _waiting = [];

    public int Count => _waiting.Count;

    /// <summary>Awaits the lanes of a session until a time on the monotonic clock.</summary>
    public void Add(AgentSession first, long deadline) => _waiting.Add((first, deadline));

    /// <summary>Forgets those that are complete or over, and ends those whose time is over; returns how many.</summary>
    public int Expire(long now)
    {
        int expired = 0;
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            (AgentSession first, long deadline) = _waiting[i];
            bool settled = first.IsComplete || first.IsEnded;
            if (!settled && now < deadline)
            {
                continue;
            }

            _waiting.RemoveAt(i);
            if (!settled)
            {
                first.End(RefusalReason.Unauthenticated);
                expired++;
            }
        }

        return expired;
    }
}
