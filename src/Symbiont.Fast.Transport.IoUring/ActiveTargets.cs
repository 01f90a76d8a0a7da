namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// Which targets may be ready: level-triggered, for a target stays here until a look finds it is not. Owned by the ring's
/// thread.
/// </summary>
internal sealed class ActiveTargets
{
    private readonly List<RingTarget> _targets = [];
    private int _next;

    public void Add(RingTarget target)
    {
        if (!target.IsActive)
        {
            target.IsActive = true;
            _targets.Add(target);
        }
    }

    public void Remove(RingTarget target)
    {
        if (target.IsActive)
        {
            target.IsActive = false;
            _targets.Remove(target);
        }
    }

    /// <summary>Tells which are ready, beginning behind where the last look ended.</summary>
    /// <returns>How many entries of <paramref name="ready"/> were written.</returns>
    public int Collect(Span<Readiness> ready)
    {
        int written = 0;
        for (int looks = _targets.Count; looks > 0 && written < ready.Length; looks--)
        {
            _next = _next < _targets.Count ? _next : 0;
            RingTarget target = _targets[_next];
            bool readable = target.WantsRead && target.CanRead;
            bool writable = target.WantsWrite && target.CanWrite;
            if (readable || writable)
            {
                ready[written++] = new Readiness(target.Token, readable, writable);
                _next++;
            }
            else
            {
                target.IsActive = false;
                _targets[_next] = _targets[^1];
                _targets.RemoveAt(_targets.Count - 1);
            }
        }

        return written;
    }
}
