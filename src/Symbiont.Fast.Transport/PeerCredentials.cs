namespace Symbiont.Fast.Transport;

/// <summary>
/// Who connected to a Unix socket, by the kernel's word: the effective ids at that moment (unix(7), SO_PEERCRED), as
/// this process's user namespace numbers them.
/// </summary>
/// <param name="User">The user id.</param>
/// <param name="Group">The primary group's id.</param>
public readonly record struct PeerCredentials(uint User, uint Group)
{
    /// <summary>
    /// What the kernel says instead of every id that has no number in this process's user namespace (user_namespaces(7),
    /// <c>overflowuid</c>): it tells nobody apart.
    /// </summary>
    public const uint Unmapped = 65_534;
}
