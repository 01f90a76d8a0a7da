namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>What the model of turns does wrong on purpose.</summary>
public enum TurnMistake
{
    None,

    /// <summary>The owner marks before it takes the thing out of sight.</summary>
    MarksEarly,

    /// <summary>The reader looks before its turn is counted.</summary>
    LooksEarly,

    /// <summary>The reader's turn ends before it has done with what it found.</summary>
    EndsEarly,

    /// <summary>The owner releases without waiting.</summary>
    DoesNotWait,
}

/// <summary>
/// The protocol of <see cref="TurnRegister"/>: an owner takes two things out of sight, one after the other, and releases
/// each; two readers look for what is in sight, a few turns long, and use it. One access to shared memory a step.
/// </summary>
internal sealed class TurnModel(TurnMistake mistake)
{
    public const int Threads = Readers + 1;

    private const int Readers = 2;
    private const int Turns = 3;
    private const int Things = 2;

    // Shared: which thing is in sight (1, 2, then 0), the things' lives, the readers' turns. Each reader: counter, what it
    // found, turns done. The owner: counter, the mark's two words.
    private const int InSight = 0;
    private const int Released = 1;
    private const int Counts = Released + Things + 1;
    private const int Own = Counts + Readers;
    private const int Registers = 3;

    public static int[] Start
    {
        get
        {
            int[] state = new int[Own + (Threads * Registers)];
            state[InSight] = 1;
            return state;
        }
    }

    public static bool IsDone(int[] state) => state[Released + 1] == 1 && state[Released + 2] == 1;

    public bool Step(int[] state, int thread)
    {
        int own = Own + (thread * Registers);
        return thread < Readers ? Read(state, thread, own) : Release(state, own);
    }

    private bool Read(int[] state, int reader, int own)
    {
        ref int counter = ref state[own];
        ref int found = ref state[own + 1];
        ref int done = ref state[own + 2];
        bool looksEarly = mistake == TurnMistake.LooksEarly;
        bool endsEarly = mistake == TurnMistake.EndsEarly;
        switch (counter)
        {
            case 0 when done == Turns:
                return false;
            case 0 when looksEarly:
            case 1 when !looksEarly:
                found = state[InSight];
                counter++;
                return true;
            case 0:
            case 1:
                state[Counts + reader]++;
                counter++;
                return true;
            case 2 when !endsEarly:
            case 3 when endsEarly:
                if (found != 0 && state[Released + found] != 0)
                {
                    throw new InvalidOperationException("a reader uses what was released");
                }

                Next(ref counter, ref done);
                return true;
            default:
                state[Counts + reader]++;
                Next(ref counter, ref done);
                return true;
        }
    }

    private static void Next(ref int counter, ref int done)
    {
        (counter, done) = counter == 3 ? (0, done + 1) : (counter + 1, done);
    }

    // Counters: 0 hides, 1 and 2 mark, 3 and 4 wait, 5 releases; then the same for the second thing.
    private bool Release(int[] state, int own)
    {
        ref int counter = ref state[own];
        int thing = (counter / 6) + 1;
        int step = counter % 6;
        if (thing > Things)
        {
            return false;
        }

        if (mistake == TurnMistake.MarksEarly)
        {
            step = step < 3 ? (step + 1) % 3 : step;
        }

        switch (step)
        {
            case 0:
                state[InSight] = thing == Things ? 0 : thing + 1;
                break;
            case 1 or 2:
                state[own + step] = state[Counts + step - 1];
                break;
            case 3 or 4:
                int mark = state[own + step - 2];
                bool passed = mark % 2 == 0 || state[Counts + step - 3] != mark;
                if (!passed && mistake != TurnMistake.DoesNotWait)
                {
                    return false;
                }

                break;
            default:
                state[Released + thing] = 1;
                break;
        }

        counter++;
        return true;
    }
}
