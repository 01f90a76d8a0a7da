namespace Symbiont.Fast.Transport;

/// <summary>What a <see cref="PeerOrigin"/> is told by.</summary>
public enum PeerOriginKind
{
    /// <summary>The kernel did not say.</summary>
    Unknown,

    /// <summary>The user id of a Unix socket's peer.</summary>
    User,

    /// <summary>An IPv4 address.</summary>
    IPv4,

    /// <summary>The /64 of an IPv6 address.</summary>
    IPv6,

    /// <summary>The router's own process.</summary>
    SameProcess,

    /// <summary>The context id of a virtual machine; the host gives it and may give it to another.</summary>
    ContextId,
}
