using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Buses;

/// <summary>Compares the kernel's word on a peer with what its listener expects. Any thread.</summary>
internal static class PeerCheck
{
    /// <summary>What differs first; the control group, which costs most, is asked for last.</summary>
    /// <param name="expected">What the listener expects.</param>
    /// <param name="link">The accepted connection.</param>
    /// <param name="seen">The peer's ids, when the kernel gives them.</param>
    public static PeerMismatch Check(ExpectedPeer expected, Connection link, out PeerCredentials seen)
    {
        if (!link.TryFindCredentials(out seen))
        {
            return PeerMismatch.Unknown;
        }

        if (!Allows(expected.Users, seen.User))
        {
            return PeerMismatch.User;
        }

        if (!Allows(expected.Groups, seen.Group))
        {
            return PeerMismatch.Group;
        }

        return expected.ControlGroup is { } path ? CheckControlGroup(path, link.FindControlGroup()) : PeerMismatch.None;
    }

    /// <summary>What differed, for the audit log.</summary>
    public static string Describe(PeerMismatch mismatch, PeerCredentials seen) => mismatch switch
    {
        PeerMismatch.User => $"uid {seen.User}",
        PeerMismatch.Group => $"gid {seen.Group}",
        PeerMismatch.Process => "its process has ended or is hidden",
        PeerMismatch.ControlGroup => $"another cgroup, uid {seen.User}",
        _ => "the kernel does not tell",
    };

    private static bool Allows(IReadOnlyList<uint> allowed, uint id) => allowed.Count == 0 || allowed.Contains(id);

    private static PeerMismatch CheckControlGroup(string expected, string? path) =>
        path is null ? PeerMismatch.Process
        : IsWithin(expected, path) ? PeerMismatch.None
        : PeerMismatch.ControlGroup;

    // Whole parts only: docker-a.scope is no prefix of docker-a.scope-evil. A path that begins with /.. is outside the
    // router's namespace, and so below nothing that can be expected (cgroup_namespaces(7)).
    private static bool IsWithin(string expected, string path)
    {
        string below = expected == "/" ? expected : expected + "/";
        bool isOutside = path == "/.." || path.StartsWith("/../", StringComparison.Ordinal);
        return !isOutside && (path == expected || path.StartsWith(below, StringComparison.Ordinal));
    }
}
