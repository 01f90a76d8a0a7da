namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>The four hops of a round trip through a relay, in order.</summary>
internal enum Hop
{
    AgentToRelay,
    RelayToEcho,
    EchoToRelay,
    RelayToAgent,
}
