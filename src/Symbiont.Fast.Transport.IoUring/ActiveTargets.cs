namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Which targets may be ready: level-triggered, for a target stays here until a look finds it is not. Owned by the ring's
/// thread.
/// </summary>
internal sealed class ActiveTargets
{
    private readonly Queue<RingTarget> _targets = new();

    public void Add(RingTarget target)
    {
        if (!target.IsActive)
        {
            target.IsActive = true;
            _targets.Enqueue(target);
        }
    }

    /// <summary>Forgets a target that is closed; it is never added again.</summary>
    public static void Remove(RingTarget target) => target.IsActive = false;

    /// <summary>Tells which are ready, each once, beginning behind where the last look ended.</summary>
    /// <returns>How many entries of <paramref name="ready"/> were written.</returns>
    public int Collect(Span<Readiness> ready)
    {
        int written = 0;
        for (int looks = _targets.Count; looks > 0 && written < ready.Length; looks--)
        {
            RingTarget target = _targets.Dequeue();
            bool readable = target.WantsRead && target.CanRead;
            bool writable = target.WantsWrite && target.CanWrite;
            if (target.IsActive && (readable || writable))
            {
                ready[written++] = new Readiness(target.Token, readable, writable);
                _targets.Enqueue(target);
            }
            else
            {
                target.IsActive = false;
            }
        }

        return written;
    }
}
