using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Authority;

/// <summary>
/// The authority's folder: mode 0700 and the caller's own, so that nobody else reaches a file or the operator's socket
/// in it. It holds a lock, so that one process at a time has it. The state file in it has mode 0600. Owned by whoever
/// opened it.
/// </summary>
public sealed class AuthorityFolder : IDisposable
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxStateBytes = 64 * 1024 * 1024;

    private readonly string _root;
    private readonly FileStream _lock;

    private AuthorityFolder(string root, FileStream writerLock) => (_root, _lock) = (root, writerLock);

    private string StatePath => Path.Combine(_root, "authority.state");

    /// <summary>Where the operator's socket is in a folder.</summary>
    public static string OperatorSocket(string root) => Path.Combine(root, "operator.sock");

    /// <summary>Opens a folder, or makes it.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    /// <exception cref="UnauthorizedAccessException">It is open to others, or somebody else's.</exception>
    public static AuthorityFolder Open(string root)
    {
        Directory.CreateDirectory(root, OwnerOnly);
        CheckFolder(root);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = Secret,
        };
        return new AuthorityFolder(root, new FileStream(Path.Combine(root, "authority.lock"), options));
    }

    /// <summary>Lets another process have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>The state file's bytes; null when there is none yet.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is open to others, or somebody else's.</exception>
    internal byte[]? Read()
    {
        if (!File.Exists(StatePath))
        {
            return null;
        }

        using FileStream file = PrivateFile.OpenRead(StatePath);
        if (file.Length > MaxStateBytes)
        {
            throw new InvalidDataException($"{StatePath} is too large for an authority's state");
        }

        byte[] state = new byte[file.Length];
        file.ReadExactly(state);
        return state;
    }

    /// <summary>Returns when the new state is on the disk.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    internal void Write(ReadOnlySpan<byte> state) => AtomicFile.Replace(StatePath, state, Secret);

    private static void CheckFolder(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnly) != 0)
        {
            string octal = Convert.ToString((int)mode, toBase: 8).PadLeft(4, '0');
            throw new UnauthorizedAccessException($"{path} has mode {octal}; it must not be open to others");
        }

        if (!FileSystemCalls.IsOwnedByCaller(path))
        {
            throw new UnauthorizedAccessException($"{path} belongs to somebody else");
        }
    }
}
