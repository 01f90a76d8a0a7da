using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>What the runtime does not offer about files: whose they are, and syncing a folder. Any thread.</summary>
public static unsafe class FileSystemCalls
{
    /// <summary>The user id as which this process acts.</summary>
    public static uint Caller => LibC.geteuid();

    /// <summary>The user id of an open file's owner.</summary>
    /// <exception cref="SystemCallException">The kernel does not say.</exception>
    public static uint OwnerOf(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var handle = new FileDescriptor.Hold(file);
        stat status;
        return LibC.fstat(handle.Number, &status) == 0
            ? status.st_uid
            : throw new SystemCallException("fstat", LibC.errno);
    }

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

        return status.st_uid == Caller;
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

    internal static byte[] Native(string path) => [.. Encoding.UTF8.GetBytes(path), 0];
}
