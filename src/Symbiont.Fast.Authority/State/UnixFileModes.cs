namespace Symbiont.Fast.Authority;

/// <summary>Modes of files that others read.</summary>
internal static class UnixFileModes
{
    /// <summary>0644.</summary>
    public const UnixFileMode Public =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
