namespace Symbiont.Fast.Client;

/// <summary>
/// Which of how many lanes. Each other agent belongs to one of them, by its handle: all that it and this agent send each
/// other goes there, so its order is kept and no two threads touch the agent's state.
/// </summary>
internal readonly record struct LaneNumber(int Index, int Count)
{
    /// <summary>The only lane of a session.</summary>
    public static readonly LaneNumber Only = new(0, 1);

    /// <summary>Which of so many lanes an agent belongs to.</summary>
    public static int Of(uint handle, int count) => (int)(handle % (uint)count);

    /// <summary>True when an agent belongs to this lane.</summary>
    public bool Carries(uint handle) => Of(handle, Count) == Index;
}
