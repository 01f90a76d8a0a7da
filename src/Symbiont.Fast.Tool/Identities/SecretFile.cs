using System.Text;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Files with secrets in them: written with mode 0600, and read only when nobody else may read or write them. For a
/// user other than root the mode also settles the owner: a file of mode 0600 opens for its owner alone.
/// </summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxBytes = 64 * 1024;

    /// <summary>
    /// Writes a new file of mode 0600. It never replaces one: keys are not lost by a repeated command.
    /// </summary>
    /// <exception cref="ToolException">The file exists.</exception>
    public static void Write(string path, string text)
    {
        CheckAbsent(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Reads the lines of a file, without comments and empty lines.</summary>
    /// <exception cref="ToolException">The file is open to others, too large, or not there.</exception>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        using FileStream file = Open(path);

        // The mode of the file that was opened: a name could be given to another file in between.
        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & ~OwnerOnly) != 0)
        {
            string octal = Convert.ToString((int)mode, toBase: 8).PadLeft(4, '0');
            throw new ToolException($"{path} has mode {octal}; a file with secrets must have 0600 (chmod 600 {path})");
        }

        return Lines(file);
    }

    /// <summary>Reads the lines of a file that holds nothing secret.</summary>
    /// <exception cref="ToolException">The file is too large or not there.</exception>
    public static IReadOnlyList<string> ReadPublicLines(string path)
    {
        using FileStream file = Open(path);
        return Lines(file);
    }

    /// <summary>Checks that a file does not exist yet.</summary>
    /// <exception cref="ToolException">It does.</exception>
    public static void CheckAbsent(string path)
    {
        if (File.Exists(path))
        {
            throw new ToolException($"{path} exists already; it is not overwritten");
        }
    }

    private static FileStream Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"{path}: there is no such file");
        }

        FileStream file = File.OpenRead(path);
        if (file.Length <= MaxBytes)
        {
            return file;
        }

        file.Dispose();
        throw new ToolException($"{path} is no key file: it has more than {MaxBytes / 1024} KiB");
    }

    private static List<string> Lines(FileStream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        IEnumerable<string> lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim());
        return [.. lines.Where(line => line.Length > 0 && line[0] != '#')];
    }
}
