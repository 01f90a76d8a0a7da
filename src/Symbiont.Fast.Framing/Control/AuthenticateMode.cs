namespace Symbiont.Fast.Framing;

/// <summary>What an agent wants with the link on which it authenticates.</summary>
public enum AuthenticateMode : byte
{
    /// <summary>A session of its own.</summary>
    Open = 0,

    /// <summary>A session in the place of a live one, by its secret.</summary>
    Displace = 1,

    /// <summary>One more lane of a live session, by its secret.</summary>
    Join = 2,
}
