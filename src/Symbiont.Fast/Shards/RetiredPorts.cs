using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Routing.Delivery;

namespace Symbiont.Fast.Shards;

/// <summary>
/// Ports of sessions that are over. Another shard may have found the session just before and be writing to its port, so a
/// port is released when all of them have ended that turn. Owned by the sessions' shard.
/// </summary>
/// <param name="turns">The shards' turns.</param>
/// <param name="shard">Whose ports these are.</param>
internal sealed class RetiredPorts(TurnRegister turns, int shard)
{
    private readonly Queue<(EgressPort Port, long[] Mark)> _retired = new();

    /// <summary>Takes a port that no shard finds any more.</summary>
    public void Add(EgressPort port)
    {
        _retired.Enqueue((port, turns.Mark()));
        Release();
    }

    /// <summary>Releases what nobody can be using any more; returns how many.</summary>
    public int Release()
    {
        int released = 0;
        while (_retired.TryPeek(out (EgressPort Port, long[] Mark) oldest) && turns.HavePassed(oldest.Mark, shard))
        {
            _retired.Dequeue().Port.Dispose();
            released++;
        }

        return released;
    }

    /// <summary>Releases all; after every shard's thread has stopped.</summary>
    public void ReleaseAll()
    {
        while (_retired.TryDequeue(out (EgressPort Port, long[] Mark) port))
        {
            port.Port.Dispose();
        }
    }
}
