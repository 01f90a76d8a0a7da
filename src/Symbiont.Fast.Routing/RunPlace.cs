using Symbiont.Fast.Routing.FlowControl;

namespace Symbiont.Fast.Routing;

/// <summary>Where a run stands in its batch, and the time of the decision in nanoseconds since 1970 UTC.</summary>
internal readonly record struct RunPlace(RunPosition Position, long Now);
