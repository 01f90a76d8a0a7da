namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>Something that can be measured.</summary>
/// <param name="Name">
/// Stands in the results, such as <c>unix-relay-bare</c>: the same from run to run, unique in its group.
/// </param>
/// <param name="Roles">Its threads, the measuring one's role first.</param>
/// <param name="Open">Builds it, on the cores that its roles got.</param>
/// <param name="OpenRate">
/// 0: the next message leaves when the answer to the last one is there, and a latency is one round trip. Otherwise the
/// messages a second that are due whether or not the last answer is there, and a latency counts from the moment at
/// which the message was due (<see cref="OpenLoad"/>).
/// </param>
public sealed record Scenario(
    string Name, IReadOnlyList<Role> Roles, Func<Placement, IPingPong> Open, int OpenRate = 0);
