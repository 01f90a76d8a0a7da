using System.Globalization;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>Which control group (cgroups(7), version 2) a process is in.</summary>
internal static class ProcessControlGroup
{
    // fdinfo of a pidfd (proc_pid_fdinfo(5)): the number in the namespace of this procfs, 0 when it has none there, -1
    // when the process has ended.
    private const string NumberField = "Pid:";

    // The hierarchy of version 2; the others may be another's to change.
    private const string Unified = "0::";

    /// <summary>The path; null when the process has ended, or nothing is to be read about it.</summary>
    public static string? Find(ProcessHandle process) => Find(process, Read);

    /// <summary>True when this process itself is in a hierarchy of version 2.</summary>
    public static bool Exists() => Read("self") is not null;

    /// <summary>The path that <paramref name="read"/> finds for the number of a process, provided that it is still the
    /// same process after that.</summary>
    internal static string? Find(ProcessHandle process, Func<string, string?> read)
    {
        if (FindNumber(process) is not { } number)
        {
            return null;
        }

        string? path = read(number.ToString(CultureInfo.InvariantCulture));

        // Only now is it known whose path that was: a number passes on when its process has ended, never before.
        return IsRunning(process) ? path : null;
    }

    /// <summary>The path in the text of <c>/proc/…/cgroup</c>; null when there is none.</summary>
    internal static string? Parse(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Unified, StringComparison.Ordinal))?[Unified.Length..];

    private static int? FindNumber(ProcessHandle process)
    {
        string info = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{process.Descriptor}");
        string? line = ReadLines(info).FirstOrDefault(field => field.StartsWith(NumberField, StringComparison.Ordinal));
        bool parsed = int.TryParse(
            line.AsSpan(line is null ? 0 : NumberField.Length), NumberStyles.Integer, CultureInfo.InvariantCulture,
            out int number);
        return parsed && number > 0 ? number : null;
    }

    private static bool IsRunning(ProcessHandle process)
    {
        try
        {
            return !process.HasEnded;
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    private static string? Read(string process) => Parse(ReadLines($"/proc/{process}/cgroup"));

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // The process is gone, or hidden (proc(5), hidepid).
            return [];
        }
    }
}
