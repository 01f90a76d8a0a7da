using System.Text;
using Symbiont.Fast.Authority;

namespace Symbiont.Fast.Tool;

/// <summary>
/// Files with secrets in them: written with mode 0600, and read only when they are the caller's or root's and nobody
/// else may read or write them (<see cref="PrivateFile"/>).
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
    /// <exception cref="ToolException">
    /// The file is open to others, somebody else's, too large, or not there.
    /// </exception>
    public static IReadOnlyList<string> ReadLines(string path) => Lines(path, PrivateFile.OpenRead);

    /// <summary>Reads the lines of a file that holds nothing secret.</summary>
    /// <exception cref="ToolException">The file is too large or not there.</exception>
    public static IReadOnlyList<string> ReadPublicLines(string path) => Lines(path, File.OpenRead);

    /// <summary>Checks that a file does not exist yet.</summary>
    /// <exception cref="ToolException">It does.</exception>
    public static void CheckAbsent(string path)
    {
        if (File.Exists(path))
        {
            throw new ToolException($"{path} exists already; it is not overwritten");
        }
    }

    private static List<string> Lines(string path, Func<string, FileStream> open)
    {
        using FileStream file = Open(path, open);
        if (file.Length > MaxBytes)
        {
            throw new ToolException($"{path} is no key file: it has more than {MaxBytes / 1024} KiB");
        }

        using var reader = new StreamReader(file, Encoding.UTF8);
        IEnumerable<string> lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim());
        return [.. lines.Where(line => line.Length > 0 && line[0] != '#')];
    }

    private static FileStream Open(string path, Func<string, FileStream> open)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"{path}: there is no such file");
        }

        try
        {
            return open(path);
        }
        catch (Exception unfit) when (unfit is UnauthorizedAccessException or IOException)
        {
            throw new ToolException(unfit.Message, unfit);
        }
    }
}
