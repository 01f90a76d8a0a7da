using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Memory;

namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>From the descriptors that a router sent to rings. The agent's side; any thread.</summary>
internal static class OfferedMemory
{
    /// <summary>Takes over the descriptors; null, and all closed, when there is nothing that can be used.</summary>
    /// <param name="descriptors">What arrived: the memory, and the bell where the kernel lets that across.</param>
    /// <param name="takesBell">False to do without it.</param>
    /// <param name="bell">What wakes the router; null for the socket.</param>
    public static SharedRings? TryTake(ReadOnlySpan<int> descriptors, bool takesBell, out EventFd? bell)
    {
        bell = null;
        if (descriptors.IsEmpty)
        {
            return null;
        }

        SharedRings? rings = TryMap(descriptors[0]);
        ReadOnlySpan<int> rest = descriptors[1..];
        if (rings is not null && takesBell && !rest.IsEmpty)
        {
            bell = new EventFd(rest[0]);
            rest = rest[1..];
        }

        CloseAll(rest);
        return rings;
    }

    /// <summary>Closes what nobody wants.</summary>
    public static void CloseAll(ReadOnlySpan<int> descriptors)
    {
        foreach (int descriptor in descriptors)
        {
            SocketRights.Close(descriptor);
        }
    }

    private static SharedRings? TryMap(int descriptor)
    {
        using SealedMemory? memory = SealedMemory.TryAdopt(
            descriptor, (nuint)SharedRings.SizeFor(MemoryBudget.MaxRingBytes));
        if (memory is null)
        {
            return null;
        }

        try
        {
            var slab = new SharedSlab(memory);
            SharedRings? rings = SharedRings.TryTake(slab);
            if (rings is null)
            {
                slab.Dispose();
            }

            return rings;
        }
        catch (SystemCallException)
        {
            return null;
        }
    }
}
