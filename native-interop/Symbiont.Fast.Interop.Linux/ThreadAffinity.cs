using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// On which cores the calling thread may run (sched_setaffinity(2)). Threads that it starts afterwards are not bound by
/// it: the runtime gives each new one what the process's first thread has. So pin any thread but that one.
/// </summary>
public static unsafe class ThreadAffinity
{
    // glibc's own mask ends at 1,024 cores, and the kernel refuses one that is shorter than its own.
    private const int MaskWords = 128;
    private const int WordBits = 64;

    /// <summary>The core that the calling thread runs on at this moment (sched_getcpu(3)).</summary>
    /// <exception cref="SystemCallException">The kernel does not say.</exception>
    public static int CurrentCore
    {
        get
        {
            int core = LibC.sched_getcpu();
            return core >= 0 ? core : throw new SystemCallException("sched_getcpu", LibC.errno);
        }
    }

    /// <summary>The cores that the calling thread may run on, ascending.</summary>
    /// <exception cref="SystemCallException">The kernel does not say.</exception>
    public static int[] Allowed()
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        if (LibC.sched_getaffinity(0, (size_t)(MaskWords * sizeof(ulong)), (cpu_set_t*)mask) < 0)
        {
            throw new SystemCallException("sched_getaffinity", LibC.errno);
        }

        List<int> cores = [];
        for (int core = 0; core < MaskWords * WordBits; core++)
        {
            if ((mask[core / WordBits] >> (core % WordBits) & 1) != 0)
            {
                cores.Add(core);
            }
        }

        return [.. cores];
    }

    /// <summary>Lets the calling thread run on one core only; it is there when this returns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No machine has a core of this number.</exception>
    /// <exception cref="SystemCallException">This one has not, or the process may not use it: EINVAL.</exception>
    public static void Pin(int core) => Allow([core]);

    /// <summary>Lets the calling thread run on some cores only.</summary>
    /// <param name="cores">At least one; what <see cref="Allowed"/> said before, to take a pin back.</param>
    /// <exception cref="ArgumentOutOfRangeException">No machine has a core of such a number.</exception>
    /// <exception cref="SystemCallException">None of them is there and may be used: EINVAL.</exception>
    public static void Allow(ReadOnlySpan<int> cores)
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        foreach (int core in cores)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)core, (uint)(MaskWords * WordBits), nameof(cores));
            mask[core / WordBits] |= 1UL << (core % WordBits);
        }

        if (LibC.sched_setaffinity(0, (size_t)(MaskWords * sizeof(ulong)), (cpu_set_t*)mask) != 0)
        {
            throw new SystemCallException("sched_setaffinity", LibC.errno);
        }
    }
}
