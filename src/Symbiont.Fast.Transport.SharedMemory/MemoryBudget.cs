using System.Numerics;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>
/// How much memory the sessions of a bus share with their agents, and no more. Each session gets memory of its own,
/// which no other has had. Owned by the bus's thread.
/// </summary>
/// <remarks>
/// When a session ends, its pages are taken back from whoever still has them mapped, or agents that come and go could
/// keep the router's memory. Where the agent has not read everything yet, that waits until another session needs the
/// place.
/// </remarks>
public sealed class MemoryBudget : IDisposable
{
    private const string OvercommitFile = "/proc/sys/vm/overcommit_memory";
    private const string Strict = "2";

    private readonly Queue<SharedRings> _unread = new();
    private readonly int _ringBytes;
    private readonly int _maxSessions;
    private int _live;

    /// <summary>Sets the bounds.</summary>
    /// <param name="ringBytes">Bytes of a ring, of which a session has two; a power of two, at least 4096.</param>
    /// <param name="maxSessions">How many sessions have memory at once.</param>
    public MemoryBudget(int ringBytes, int maxSessions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ringBytes, SharedRings.MinCapacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ringBytes, MaxRingBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(maxSessions);
        if (!BitOperations.IsPow2(ringBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(ringBytes), ringBytes, "A ring must be a power of two.");
        }

        (_ringBytes, _maxSessions) = (ringBytes, IsMemoryPromised() ? 0 : maxSessions);
    }

    /// <summary>The largest ring, 16 MiB; what an agent maps is never more.</summary>
    public static int MaxRingBytes => 1 << 24;

    /// <summary>The bytes that all sessions take at most.</summary>
    public long MostBytes => (long)_maxSessions * SharedRings.SizeFor(_ringBytes);

    /// <summary>
    /// How many sessions have memory, those included that are over and whose agents have not read everything.
    /// </summary>
    public int Sessions => _live + _unread.Count;

    /// <summary>Unmaps what agents may still read; theirs stays.</summary>
    public void Dispose()
    {
        while (_unread.TryDequeue(out SharedRings? rings))
        {
            rings.Dispose();
        }
    }

    /// <summary>Makes memory for a session; null when the bound is reached or the kernel refuses.</summary>
    /// <param name="memory">What to send to the agent; the caller disposes of it.</param>
    internal SharedRings? TryMake(out SealedMemory? memory)
    {
        memory = null;
        if (Sessions >= _maxSessions && !TryDropUnread())
        {
            return null;
        }

        try
        {
            memory = SealedMemory.Create((nuint)SharedRings.SizeFor(_ringBytes));
            var rings = SharedRings.Make(new SharedSlab(memory), _ringBytes);
            _live++;
            return rings;
        }
        catch (SystemCallException)
        {
            memory?.Dispose();
            memory = null;
            return null;
        }
    }

    /// <summary>Takes a session's memory back.</summary>
    /// <param name="rings">Its rings.</param>
    /// <param name="mayBeRead">True when the agent is to read what stands there.</param>
    internal void GiveBack(SharedRings rings, bool mayBeRead)
    {
        _live--;
        if (mayBeRead && !rings.IsBroken && !rings.IsAllRead())
        {
            _unread.Enqueue(rings);
            return;
        }

        Drop(rings);
    }

    // With vm.overcommit_memory 2 a page that an agent gave back may be missing when the router touches it again, and
    // that kills a process (proc(5), mmap(2), SIGBUS).
    private static bool IsMemoryPromised()
    {
        try
        {
            return File.ReadAllText(OvercommitFile).Trim() == Strict;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Drop(SharedRings rings)
    {
        rings.RemovePages();
        rings.Dispose();
    }

    private bool TryDropUnread()
    {
        bool any = _unread.TryDequeue(out SharedRings? oldest);
        if (any)
        {
            Drop(oldest!);
        }

        return any;
    }
}
