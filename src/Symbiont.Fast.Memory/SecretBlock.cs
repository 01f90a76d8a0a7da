namespace Symbiont.Fast.Memory;

/// <summary>
/// One secret in a <see cref="SecretArena"/>. Its owner alone uses it and disposes it; another thread may dispose it
/// only when no span of <see cref="Bytes"/> is in use. There is no finalizer, because it could wipe the slot while a
/// span of it still seals: an all-zero key would be used without anyone noticing. A forgotten block costs one slot
/// instead, and shows in <see cref="SecretArena.InUse"/>.
/// </summary>
public sealed class SecretBlock : IDisposable
{
    private readonly SecretArena _arena;
    private readonly int _slot;
    private int _returned;

    internal SecretBlock(SecretArena arena, int slot, int length)
    {
        _arena = arena;
        _slot = slot;
        Length = length;
    }

    /// <summary>Length of the secret in bytes, 1 to 64.</summary>
    public int Length { get; }

    /// <summary>The secret; zeros until written. Do not keep it longer than the block.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>, or that of the arena.</exception>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _returned) != 0, this);
            return _arena.Slot(_slot, Length);
        }
    }

    /// <summary>Wipes the secret and returns the slot. Harmless when repeated.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _arena.Return(_slot);
        }
    }

    /// <summary>Says how long the secret is and nothing else.</summary>
    public override string ToString() => $"{nameof(SecretBlock)}({Length} bytes)";
}
