using System.Text;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>What the runtime does not offer about files: whose they are, and syncing a folder. Any thread.</summary>
public static unsafe class FileSystemCalls
{
    /// <summary>True when the file or folder belongs to the user as whom this process acts.</summary>
    /// <exception cref="SystemCallException">There is no such file, or it may not be looked at.</exception>
    public static bool IsOwnedByCaller(string path)
    {
        stat status;
        fixed (byte* name = Native(path))
        {
            if (LibC.stat(name, &status) != 0)
            {
                throw new SystemCallException("stat", LibC.errno);
            }
        }

        return status.st_uid == LibC.geteuid();
    }

    /// <summary>
    /// Returns when a folder's entries are on the disk: a file that was renamed into it keeps its new name only then.
    /// </summary>
    /// <exception cref="SystemCallException">The folder cannot be opened, or the disk failed.</exception>
    public static void SyncFolder(string path)
    {
        fixed (byte* name = Native(path))
        {
            using var folder = new FileDescriptor(
                "open", LibC.open(name, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC));
            if (LibC.fsync(folder.Number) != 0)
            {
                throw new SystemCallException("fsync", LibC.errno);
            }
        }
    }

    private static byte[] Native(string path) => [.. Encoding.UTF8.GetBytes(path), 0];
}
