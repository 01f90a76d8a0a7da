using System.Runtime.InteropServices;

namespace Symbiont.Fast.Benchmarks.MessagePath;

/// <summary>
/// The processor time that the calling thread has taken. On a machine that does other work as well, the wall clock
/// measures that work too.
/// </summary>
internal static class ThreadTime
{
    private const int ThreadCpuTime = 3;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>In nanoseconds, from an arbitrary start.</summary>
    public static long Nanoseconds => GetTime(ThreadCpuTime, out TimeSpec time) == 0
        ? (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds
        : throw new PlatformNotSupportedException("The thread's processor time cannot be read.");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
