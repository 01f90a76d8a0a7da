using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// What stands under a name, held fast before anything is done with it (open(2), O_PATH): a link is not followed, a
/// pipe or device not touched, and the name may go to another file meanwhile. One thread.
/// </summary>
public sealed unsafe class FileEntry : IDisposable
{
    private const int MaxTarget = 4096;

    private readonly FileDescriptor _entry;
    private readonly stat _status;

    private FileEntry(FileDescriptor entry, in stat status) => (_entry, _status) = (entry, status);

    /// <summary>True when it is a symbolic link.</summary>
    public bool IsLink => LibC.S_ISLNK(_status.st_mode);

    /// <summary>True when it is a file with contents: no folder, pipe, socket or device.</summary>
    public bool IsRegular => LibC.S_ISREG(_status.st_mode);

    /// <summary>True when it is a socket's name.</summary>
    public bool IsSocket => LibC.S_ISSOCK(_status.st_mode);

    /// <summary>The user id of its owner; of a link, whose the link is.</summary>
    public uint Owner => _status.st_uid;

    /// <summary>Looks at what is under a name.</summary>
    /// <exception cref="SystemCallException">For example ENOENT, EACCES.</exception>
    public static FileEntry Open(string path)
    {
        fixed (byte* name = FileSystemCalls.Native(path))
        {
            var entry = new FileDescriptor("open", LibC.open(name, LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC));
            stat status;
            if (LibC.fstat(entry.Number, &status) == 0)
            {
                return new FileEntry(entry, status);
            }

            int errno = LibC.errno;
            entry.Dispose();
            throw new SystemCallException("fstat", errno);
        }
    }

    /// <summary>Where this link points, as it is written there.</summary>
    /// <exception cref="SystemCallException">It is no link.</exception>
    public string ReadTarget()
    {
        using FileDescriptor.Hold entry = _entry.Borrow();
        byte* target = stackalloc byte[MaxTarget];
        byte nothing = 0;
        int length = (int)LibC.readlinkat(entry.Number, &nothing, target, MaxTarget);
        return length >= 0
            ? Encoding.UTF8.GetString(target, length)
            : throw new SystemCallException("readlinkat", LibC.errno);
    }

    /// <summary>Opens this very file for reading, whatever its name stands for by now.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public SafeFileHandle OpenRead()
    {
        using FileDescriptor.Hold entry = _entry.Borrow();
        return File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{entry.Number}"));
    }

    /// <summary>Sets the permissions of this very file, whatever its name stands for by now.</summary>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public void SetMode(UnixFileMode mode)
    {
        // fchmod(2) takes no O_PATH descriptor; its name in /proc leads to the file and nowhere else.
        using FileDescriptor.Hold entry = _entry.Borrow();
        File.SetUnixFileMode(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{entry.Number}"), mode);
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _entry.Dispose();
}
