namespace Symbiont.Fast.Routing.Policy;

/// <summary>What becomes of a message whose destination has no room.</summary>
public enum OverloadAction
{
    /// <summary>It is refused at once; its sender goes on with the next.</summary>
    Refuse,

    /// <summary>
    /// It waits for room, and whatever its sender sends behind it waits with it; past the router's limit it is refused.
    /// </summary>
    Hold,
}
