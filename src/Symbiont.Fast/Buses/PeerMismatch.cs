namespace Symbiont.Fast.Buses;

/// <summary>In what a peer differs from what its listener expects.</summary>
internal enum PeerMismatch
{
    /// <summary>In nothing.</summary>
    None,

    /// <summary>The kernel says nothing about it.</summary>
    Unknown,

    /// <summary>Another user.</summary>
    User,

    /// <summary>Another group.</summary>
    Group,

    /// <summary>Its process has ended, or may not be looked at.</summary>
    Process,

    /// <summary>Another control group.</summary>
    ControlGroup,
}
