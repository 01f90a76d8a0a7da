using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Authority;

/// <summary>
/// Replaces a file as a whole: a reader, or a machine that loses power, finds the old one or the new one. Any thread.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, syncs, renames over it, and syncs the folder.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        string beside = path + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = mode,
        };
        using (var file = new FileStream(beside, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
        FileSystemCalls.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
