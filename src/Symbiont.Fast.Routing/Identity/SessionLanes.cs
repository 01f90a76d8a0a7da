namespace Symbiont.Fast.Routing.Identity;

/// <summary>
/// The lanes of one session. Their number is fixed when it opens, and each other agent belongs to one of them by its
/// handle, so that what two agents send each other keeps its order. The agent's shard changes them, any shard reads them.
/// </summary>
internal sealed class SessionLanes(int count)
{
    private readonly AgentSession?[] _lanes = new AgentSession?[count];
    private int _joined;

    public bool IsComplete => Volatile.Read(ref _joined) == _lanes.Length;

    public void Add(AgentSession lane, int index)
    {
        Volatile.Write(ref _lanes[index], lane);
        Volatile.Write(ref _joined, _joined + 1);
    }

    public bool Awaits(int index) => index < _lanes.Length && _lanes[index] is null;

    public AgentSession? For(uint handle) => Volatile.Read(ref _lanes[handle % (uint)_lanes.Length]);

    // A lane that has left leaves the session incomplete, which it stays: others than the first lane join no ended one.
    public void Remove(AgentSession lane)
    {
        Volatile.Write(ref _joined, _joined - 1);
        Volatile.Write(ref _lanes[Array.IndexOf(_lanes, lane)], null);
    }

    public Enumerator GetEnumerator() => new(_lanes);

    /// <summary>Goes through the lanes that are there.</summary>
    public ref struct Enumerator(ReadOnlySpan<AgentSession?> lanes)
    {
        private readonly ReadOnlySpan<AgentSession?> _lanes = lanes;
        private int _next;

        public readonly AgentSession Current => _lanes[_next - 1]!;

        public bool MoveNext()
        {
            while (_next < _lanes.Length)
            {
                if (_lanes[_next++] is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
