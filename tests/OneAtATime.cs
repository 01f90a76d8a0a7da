using Xunit.Sdk;
using Xunit.v3;

// One test at a time, in suites that count what a thread allocates: a collection that another test's garbage causes takes
// the rest of this thread's allocation context, and that would be counted as allocated here.
[assembly: Parallelization(Mode = ParallelMode.None)]
