namespace Symbiont.Fast.Tool;

/// <summary>How a connection stands after an attack.</summary>
public enum LinkEnding
{
    /// <summary>It is still there.</summary>
    Open,

    /// <summary>The router sent a close frame, with its reason.</summary>
    Closed,

    /// <summary>The router closed it without a byte.</summary>
    Dropped,
}
