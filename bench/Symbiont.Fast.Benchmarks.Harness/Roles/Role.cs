namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>A thread of a scenario that has a core of its own, as far as the machine has enough.</summary>
/// <param name="Name">What it plays, such as <c>relay</c>; also the thread's name.</param>
/// <param name="Core">
/// Which of the cores that the process may use, from 0 on; taken modulo their number, so that a small machine lets
/// roles share. Roles of one number share on purpose, such as two agents of which one sleeps while the other works.
/// </param>
/// <param name="Spins">
/// Whether it never sleeps while it is measured. A scenario that would put such a role beside another one on a core is
/// not measured: the scheduler's slices would be, and nothing else.
/// </param>
public sealed record Role(string Name, int Core, bool Spins = false);
