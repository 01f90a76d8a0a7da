namespace Symbiont.Fast.Memory;

/// <summary>Every slot of a <see cref="SecretArena"/> is rented: a capacity was reached, nothing is broken.</summary>
public sealed class SecretArenaFullException : Exception
{
    /// <summary>States the capacity that was reached.</summary>
    /// <param name="capacity">The arena's slots.</param>
    public SecretArenaFullException(int capacity)
        : base($"All {capacity} slots of the secret arena are rented.")
    {
        Capacity = capacity;
    }

    /// <summary>The arena's slots.</summary>
    public int Capacity { get; }
}
