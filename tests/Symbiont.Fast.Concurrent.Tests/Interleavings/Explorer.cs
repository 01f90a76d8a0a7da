namespace Symbiont.Fast.Concurrent.Tests;

/// <summary>
/// Runs a model of several threads through every interleaving of their steps, each of which is one access to shared
/// memory, and visits every state once. What holds in all of them holds, for a model of this size, under sequential
/// consistency; the ring's own release and acquire make every other order of its accesses unobservable.
/// </summary>
internal static class Explorer
{
    /// <summary>Visits every state that can be reached.</summary>
    /// <param name="start">The first state.</param>
    /// <param name="threads">How many threads the model has.</param>
    /// <param name="step">
    /// Moves a thread of a state by one step, in place; false when it has ended or would only look again at what has
    /// not changed. Throws when the model is wrong.
    /// </param>
    /// <param name="isDone">Whether a state in which no thread moves is one in which all is done.</param>
    /// <returns>How many states there are.</returns>
    public static int Visit(int[] start, int threads, Func<int[], int, bool> step, Func<int[], bool> isDone)
    {
        var seen = new HashSet<string> { Key(start) };
        var open = new Stack<int[]>([start]);
        while (open.TryPop(out int[]? state))
        {
            bool moved = false;
            for (int thread = 0; thread < threads; thread++)
            {
                int[] next = [.. state];
                if (!step(next, thread))
                {
                    continue;
                }

                moved = true;
                if (seen.Add(Key(next)))
                {
                    open.Push(next);
                }
            }

            if (!moved && !isDone(state))
            {
                throw new InvalidOperationException("The threads wait for each other.");
            }
        }

        return seen.Count;
    }

    private static string Key(int[] state) => string.Create(state.Length, state, (characters, values) =>
    {
        for (int i = 0; i < values.Length; i++)
        {
            characters[i] = (char)values[i];
        }
    });
}
