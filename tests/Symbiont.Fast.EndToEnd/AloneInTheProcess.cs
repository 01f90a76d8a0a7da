namespace Symbiont.Fast.EndToEnd;

/// <summary>Tests that look at the whole process, its threads or its memory, and so run while no others do.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
