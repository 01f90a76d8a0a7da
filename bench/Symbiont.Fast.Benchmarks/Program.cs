using BenchmarkDotNet.Running;
using Symbiont.Fast.Benchmarks.MessagePath;
using Symbiont.Fast.Benchmarks.SideBySide;

if (args is ["message-path"])
{
    return PathTable.Print();
}

if (GroupCommands.Knows(args))
{
    return GroupCommands.Run(args);
}

// The exit code says whether every benchmark that was asked for has a result.
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args).ToArray();
bool complete = summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
return complete ? 0 : 1;
