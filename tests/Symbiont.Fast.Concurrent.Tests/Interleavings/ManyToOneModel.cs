namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>What the model of a ring does wrong on purpose.</summary>
public enum RingMistake
{
    None,

    /// <summary>The length is written before the bytes.</summary>
    PublishesEarly,

    /// <summary>The tail is moved by a read and a write.</summary>
    TakesWithoutCompare,

    /// <summary>The head moves before the old bytes are cleared.</summary>
    FreesBeforeClearing,

    /// <summary>The look at the head is taken for room twice as large.</summary>
    MiscountsRoom,
}

/// <summary>
/// The protocol of <see cref="ManyToOneRing"/> with cells for its 8-byte words: two producers with two records each and
/// one consumer, one access to shared memory a step. A record is a header cell and one cell of content.
/// </summary>
internal sealed class ManyToOneModel(int capacity, RingMistake mistake)
{
    public const int Threads = Producers + 1;

    private const int Producers = 2;
    private const int Records = 2;
    private const int Footprint = 2;

    // Shared: tail, head, the last look at the head, the cells. Each thread: counter, record, two registers.
    private const int Tail = 0;
    private const int Head = 1;
    private const int HeadSeen = 2;
    private const int Cells = 3;
    private const int Registers = 4;

    public int[] Start => new int[Cells + capacity + (Threads * Registers)];

    private int Own(int thread) => Cells + capacity + (thread * Registers);

    private int Cell(int position) => Cells + (position % capacity);

    /// <summary>True when everything was produced and consumed.</summary>
    public static bool IsDone(int[] state) =>
        state[Head] == Producers * Records * Footprint && state[Tail] == state[Head];

    public bool Step(int[] state, int thread) =>
        thread < Producers ? Produce(state, thread) : Consume(state, Own(thread));

    private bool Produce(int[] state, int thread)
    {
        int own = Own(thread);
        ref int counter = ref state[own];
        ref int record = ref state[own + 1];
        ref int start = ref state[own + 2];
        int room = mistake == RingMistake.MiscountsRoom ? 2 * capacity : capacity;
        switch (counter)
        {
            case 0 when record == Records:
                return false;
            case 0:
                start = state[Tail];
                counter = 1;
                return true;
            case 1:
                counter = start + Footprint - state[HeadSeen] <= room ? 3 : 2;
                return true;
            case 2 when start + Footprint - state[Head] > room:
                // Refused. It tries again when there is something new to see.
                return Again(state, own);
            case 2:
                state[HeadSeen] = state[Head];
                counter = 3;
                return true;
            case 3 when state[Tail] != start && mistake != RingMistake.TakesWithoutCompare:
                start = state[Tail];
                counter = 1;
                return true;
            case 3:
                state[Tail] = start + Footprint;
                counter = mistake == RingMistake.PublishesEarly ? 5 : 4;
                return true;
            case 4:
                Check(state[Cell(start + 1)] == 0, "a producer writes where something stands");
                state[Cell(start + 1)] = (thread * Records) + record + 1;
                counter = mistake == RingMistake.PublishesEarly ? 6 : 5;
                return true;
            case 5:
                Check(state[Cell(start)] == 0, "a producer publishes where something stands");
                state[Cell(start)] = Footprint;
                counter = mistake == RingMistake.PublishesEarly ? 4 : 6;
                return true;
            default:
                counter = 0;
                record++;
                start = 0;
                return true;
        }
    }

    private static bool Again(int[] state, int own)
    {
        if (state[own + 3] == state[Head] + 1)
        {
            return false;
        }

        state[own + 3] = state[Head] + 1;
        state[own] = 0;
        return true;
    }

    private bool Consume(int[] state, int own)
    {
        ref int counter = ref state[own];
        int head = state[Head];
        switch (counter)
        {
            case 0 when state[Cell(head)] == 0:
                return false;
            case 0:
                counter = 1;
                return true;
            case 1:
                Expect(state, own, state[Cell(head + 1)]);
                counter = mistake == RingMistake.FreesBeforeClearing ? 4 : 2;
                return true;
            case 2:
                state[Cell(head)] = 0;
                counter = 3;
                return true;
            case 3:
                state[Cell(head + 1)] = 0;
                counter = 4;
                return true;
            case 4 when mistake == RingMistake.FreesBeforeClearing:
                state[Head] += Footprint;
                counter = 5;
                return true;
            case 5:
                state[Cell(head - Footprint)] = 0;
                counter = 6;
                return true;
            case 6:
                state[Cell(head - 1)] = 0;
                counter = 0;
                return true;
            default:
                state[Head] += Footprint;
                counter = 0;
                return true;
        }
    }

    // Each producer's records come in their order: the registers hold how many of each have come.
    private static void Expect(int[] state, int own, int value)
    {
        Check(value != 0, "the consumer sees a record without its content");
        int producer = (value - 1) / Records;
        int record = (value - 1) % Records;
        Check(state[own + 1 + producer] == record, "a record comes out of order or twice");
        state[own + 1 + producer]++;
    }

    private static void Check(bool holds, string failure)
    {
        if (!holds)
        {
            throw new InvalidOperationException(failure);
        }
    }
}
