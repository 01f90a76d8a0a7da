namespace Symbiont.Fast.Shards;

/// <summary>What becomes of a second session.</summary>
internal enum SecondSessionVerdict
{
    /// <summary>The first one stands.</summary>
    Refuse,

    /// <summary>It has proven that the first one is its own.</summary>
    Displace,

    /// <summary>The first one was pinged, and has a second to answer.</summary>
    Wait,
}
