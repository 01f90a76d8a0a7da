using System.Runtime.InteropServices;

namespace Symbiont.Fast.Concurrent;

/// <summary>
/// Named counters of one thread: that thread alone increments, any thread reads. Give each writing thread its own set
/// and add them up when reading; then counting is a plain addition without a locked instruction. A
/// <see cref="CounterFile"/> lets other processes read them.
/// </summary>
public sealed unsafe class CounterSet
{
    // Empty longs before and after, so that another thread's object never shares a cache line with the values.
    private const int Padding = 16;

    private readonly string[] _names;
    private readonly long[] _own;
    private long* _values;

    /// <summary>Makes one counter for each name, at 0; its id is the name's index.</summary>
    public CounterSet(IReadOnlyList<string> names)
    {
        _names = [.. names];

        // Pinned: one pointer then serves for memory of its own and for a file's alike.
        _own = GC.AllocateArray<long>(Padding + _names.Length + Padding, pinned: true);
        _values = Own;
    }

    /// <summary>How many counters there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name of counter <paramref name="id"/>.</summary>
    public string Name(int id) => _names[id];

    /// <summary>Writing thread: adds 1.</summary>
    public void Increment(int id) => Add(id, 1);

    /// <summary>Writing thread: adds <paramref name="amount"/>.</summary>
    public void Add(int id, long amount)
    {
        ref long value = ref Slot(id);
        Volatile.Write(ref value, value + amount);

        // The array goes with this object, and the pointer alone would not keep it.
        GC.KeepAlive(this);
    }

    /// <summary>Any thread: the value now.</summary>
    public long Read(int id)
    {
        long value = Volatile.Read(ref Slot(id));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Any thread: all names with their values, read one after the other, not at one instant.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Snapshot()
    {
        KeyValuePair<string, long>[] snapshot = new KeyValuePair<string, long>[Count];
        for (int id = 0; id < snapshot.Length; id++)
        {
            snapshot[id] = KeyValuePair.Create(_names[id], Read(id));
        }

        return snapshot;
    }

    private long* Own => (long*)Marshal.UnsafeAddrOfPinnedArrayElement(_own, Padding);

    /// <summary>Goes on counting at <paramref name="place"/>. Nobody reads or counts meanwhile.</summary>
    internal void MoveTo(long* place)
    {
        new Span<long>(_values, Count).CopyTo(new Span<long>(place, Count));
        _values = place;
    }

    /// <summary>Goes on counting in memory of its own. Nobody reads or counts meanwhile.</summary>
    internal void MoveBack() => MoveTo(Own);

    private ref long Slot(int id)
    {
        // The padding would hide an id that is slightly wrong.
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)_names.Length, nameof(id));
        return ref _values[id];
    }
}
