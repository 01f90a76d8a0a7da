using Microsoft.Win32.SafeHandles;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Opens files with secrets in them: only their owner may read or write them, and that is the user as whom this process
/// acts, or root. All of it is asked of the file that is then read, not of its name. Any thread.
/// </summary>
/// <remarks>
/// A link is followed if it belongs to the caller or root: secrets are mounted as links, and somebody else's link would
/// choose which of the caller's secrets is taken. Whoever may write in the folders on the way can still exchange one
/// file of the caller's for another of the caller's; nobody can slip in one of their own.
/// </remarks>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // As the kernel: path_resolution(7).
    private const int MaxLinks = 40;
    private const int NoSuchFile = 2;
    private const uint Root = 0;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">It is open to others, or somebody else's.</exception>
    /// <exception cref="IOException">It is no regular file, or cannot be looked at.</exception>
    public static FileStream OpenRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using FileEntry entry = Find(path);
        if (!entry.IsRegular)
        {
            throw new IOException($"{path} is no regular file");
        }

        SafeFileHandle file = entry.OpenRead();
        try
        {
            Check(path, file);
            return new FileStream(file, FileAccess.Read);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static FileEntry Find(string path)
    {
        string name = path;
        for (int links = 0; links <= MaxLinks; links++)
        {
            FileEntry entry = Open(path, name);
            if (!entry.IsLink)
            {
                return entry;
            }

            using (entry)
            {
                ThrowIfForeign(name, entry.Owner, "a link to a file with secrets");
                name = Path.Combine(Path.GetDirectoryName(name) ?? "/", entry.ReadTarget());
            }
        }

        throw new IOException($"{path} is a link to a link, over and over");
    }

    private static FileEntry Open(string path, string name)
    {
        try
        {
            return FileEntry.Open(name);
        }
        catch (SystemCallException missing) when (missing.Errno == NoSuchFile)
        {
            throw new FileNotFoundException($"{path}: there is no such file", path, missing);
        }
        catch (SystemCallException fault)
        {
            throw new IOException($"{path}: {fault.Message}", fault);
        }
    }

    private static void Check(string path, SafeFileHandle file)
    {
        UnixFileMode mode = File.GetUnixFileMode(file);
        if ((mode & ~OwnerOnly) != 0)
        {
            string octal = Convert.ToString((int)mode, toBase: 8).PadLeft(4, '0');
            throw new UnauthorizedAccessException(
                $"{path} has mode {octal}; a file with secrets must have 0600 (chmod 600 {path})");
        }

        ThrowIfForeign(path, FileSystemCalls.OwnerOf(file), "a file with secrets");
    }

    private static void ThrowIfForeign(string path, uint owner, string what)
    {
        uint caller = FileSystemCalls.Caller;
        if (owner != caller && owner != Root)
        {
            string allowed = caller == Root ? "to root" : $"to uid {caller} or root";
            throw new UnauthorizedAccessException(
                $"{path} belongs to uid {owner}; {what} must belong {allowed} (chown -h {caller} {path})");
        }
    }
}
