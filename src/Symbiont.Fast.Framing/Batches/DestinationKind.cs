namespace Symbiont.Fast.Framing;

/// <summary>What a run is addressed to. 2 is kept for topics, 3 for the router.</summary>
public enum DestinationKind : byte
{
    /// <summary>One agent, by its handle.</summary>
    Agent = 1,
}
