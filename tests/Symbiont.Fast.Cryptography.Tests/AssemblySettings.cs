using Xunit.Sdk;
using Xunit.v3;

// One test at a time: some count the secret arena's slots, which all share.
[assembly: Parallelization(Mode = ParallelMode.None)]
