using Xunit.Sdk;
using Xunit.v3;

// One test at a time: the allocation tests count what their thread allocates and the arena is shared.
[assembly: Parallelization(Mode = ParallelMode.None)]
