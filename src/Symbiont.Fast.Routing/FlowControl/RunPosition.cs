using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Routing.FlowControl;

/// <summary>A place in a batch.</summary>
/// <param name="Run">The run's index, from 0.</param>
/// <param name="Message">The index of the run's first message, from 0.</param>
internal readonly record struct RunPosition(int Run, int Message)
{
    /// <summary>The place behind a run that stands here.</summary>
    public RunPosition Behind(RunView run) => new(Run + 1, Message + run.Header.MessageCount);
}
