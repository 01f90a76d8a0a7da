namespace Symbiont.Fast.Transport;

/// <summary>
/// Where a connection comes from, as far as the kernel vouches for it: the user of a Unix socket's peer, a TCP peer's
/// address, or a virtual machine's context id. Good for sharing out a budget, not for knowing who is there.
/// </summary>
/// <param name="Kind">Keeps users and addresses apart.</param>
/// <param name="Value">The user id; the context id; the IPv4 address; or the first 64 bits of the IPv6 address, which is
/// what one host commonly gets.</param>
public readonly record struct PeerOrigin(PeerOriginKind Kind, ulong Value);
