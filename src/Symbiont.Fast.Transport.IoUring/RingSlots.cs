namespace Symbiont.Fast.Transport.IoUring;

/// <summary>Which target a completion is for. Owned by the ring's thread.</summary>
internal sealed class RingSlots
{
    private readonly List<RingTarget?> _targets = [];
    private readonly Stack<int> _free = new();
    private uint _generation;

    /// <summary>All that have a slot.</summary>
    public IEnumerable<RingTarget> Targets => _targets.OfType<RingTarget>();

    /// <summary>How many have one.</summary>
    public int Count => _targets.Count - _free.Count;

    public void Add(RingTarget target)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _targets.Count;
            _targets.Add(null);
        }

        _generation = (_generation + 1) & RingTag.GenerationMask;
        (target.Slot, target.Generation) = (slot, _generation);
        _targets[slot] = target;
    }

    /// <summary>The target; null when it is gone, and the slot perhaps another's.</summary>
    public RingTarget? Find(RingTag tag) =>
        (uint)tag.Slot < (uint)_targets.Count && _targets[tag.Slot] is { } target && target.Generation == tag.Generation
            ? target
            : null;

    public void Remove(RingTarget target)
    {
        if (ReferenceEquals(_targets[target.Slot], target))
        {
            _targets[target.Slot] = null;
            _free.Push(target.Slot);
        }
    }
}
