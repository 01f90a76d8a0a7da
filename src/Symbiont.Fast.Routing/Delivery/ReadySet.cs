using System.Numerics;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Routing.Delivery;

/// <summary>
/// Which of a bus's sessions have something to send, so that the bus need not look at all of them: a bit for each slot.
/// Any number of router shards add, the bus's thread takes. A slot stands in it at most once, so it is never full.
/// </summary>
/// <remarks>
/// A summary has a bit for each word of slots. Who makes a word differ from 0 sets its bit afterwards; the bus clears the
/// summary's bit before it takes the word. So whatever is added is taken in this round or seen in the next.
/// </remarks>
public sealed class ReadySet
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _slots;
    private readonly ulong[] _summary;
    private readonly IDoorbell _doorbell;

    // The bus's: what it has taken and not given out yet.
    private ulong _takenSlots;
    private ulong _takenWords;
    private int _word;
    private int _nextSummary;

    /// <summary>Makes an empty set.</summary>
    /// <param name="slots">How many sessions the bus has at most.</param>
    /// <param name="doorbell">Wakes the bus's thread.</param>
    public ReadySet(int slots, IDoorbell doorbell)
    {
        _slots = new ulong[Words(slots)];
        _summary = new ulong[Words(_slots.Length)];
        _doorbell = doorbell;
    }

    /// <summary>
    /// Bus: the next slot. False at the end of a round, which visits each slot at most once; the next call begins another.
    /// </summary>
    public bool TryTake(out int slot)
    {
        while (_takenSlots == 0)
        {
            if (!TryTakeWord())
            {
                slot = 0;
                return false;
            }
        }

        slot = (_word * BitsPerWord) + BitOperations.TrailingZeroCount(_takenSlots);
        _takenSlots &= _takenSlots - 1;
        return true;
    }

    /// <summary>Any shard: adds a slot, after what it has to send was written.</summary>
    internal void Add(int slot)
    {
        ulong bit = 1UL << (slot % BitsPerWord);
        int word = slot / BitsPerWord;
        ulong before = Interlocked.Or(ref _slots[word], bit);
        if (before == 0)
        {
            Interlocked.Or(ref _summary[word / BitsPerWord], 1UL << (word % BitsPerWord));
        }

        if ((before & bit) == 0)
        {
            _doorbell.Ring();
        }
    }

    private static int Words(int bits) => (bits + BitsPerWord - 1) / BitsPerWord;

    private bool TryTakeWord()
    {
        while (_takenWords == 0)
        {
            if (_nextSummary == _summary.Length)
            {
                _nextSummary = 0;
                return false;
            }

            ref ulong summary = ref _summary[_nextSummary++];
            _takenWords = Volatile.Read(ref summary) == 0 ? 0 : Interlocked.Exchange(ref summary, 0);
        }

        _word = ((_nextSummary - 1) * BitsPerWord) + BitOperations.TrailingZeroCount(_takenWords);
        _takenWords &= _takenWords - 1;
        _takenSlots = Interlocked.Exchange(ref _slots[_word], 0);
        return true;
    }
}
