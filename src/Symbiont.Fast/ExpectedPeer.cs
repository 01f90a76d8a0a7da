using Symbiont.Fast.Transport;

namespace Symbiont.Fast;

/// <summary>
/// Who may connect to a Unix socket, by the kernel's word on the process that connected. What is set must all hold; what
/// is left out is not looked at. A peer that the kernel says nothing about is not expected.
/// </summary>
public sealed record ExpectedPeer
{
    /// <summary>The effective user ids, one of which the peer has; empty for any.</summary>
    public IReadOnlyList<uint> Users { get; init; } = [];

    /// <summary>The primary groups' ids, one of which the peer has; empty for any. Others of its groups do not count.
    /// </summary>
    public IReadOnlyList<uint> Groups { get; init; } = [];

    /// <summary>
    /// The control group (version 2) that the peer's process is in, or below which it is, such as
    /// <c>/system.slice/docker-….scope</c>, as <c>/proc/…/cgroup</c> shows it to the router; null for any. <c>/</c>
    /// stands for the router's own control-group namespace. Needs Linux 6.5.
    /// </summary>
    public string? ControlGroup { get; init; }

    internal void ThrowIfUnfit(TransportEndPoint endPoint)
    {
        if (endPoint is not (UnixEndPoint or HybridEndPoint or SharedMemoryEndPoint))
        {
            throw new ArgumentException(
                $"{endPoint}: the kernel knows the peers of Unix sockets only; expect no uid, gid or cgroup here.");
        }

        if (Users.Count == 0 && Groups.Count == 0 && ControlGroup is null)
        {
            throw new ArgumentException($"{endPoint}: a peer is expected, and nothing is said about it.");
        }

        if (Users.Concat(Groups).Any(id => id is PeerCredentials.Unmapped or uint.MaxValue))
        {
            throw new ArgumentException(
                $"{endPoint}: {PeerCredentials.Unmapped} stands for every id that has no number here, and {
                    uint.MaxValue} for none; expect another uid or gid.");
        }

        if (ControlGroup is { } path && !IsControlGroup(path))
        {
            throw new ArgumentException(
                $"{endPoint}: a cgroup is a path from the root without . and .. and without / at its end, such as "
                + "/system.slice/docker-….scope.");
        }
    }

    private static bool IsControlGroup(string path) =>
        path == "/"
        || (path.StartsWith('/') && !path[1..].Split('/').Any(part => part is "" or "." or ".."));
}
