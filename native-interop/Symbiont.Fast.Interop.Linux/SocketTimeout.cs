using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// <c>struct timeval</c> as SO_RCVTIMEO and SO_SNDTIMEO take it (socket(7)): seconds and microseconds, both of the
/// machine's word size; zero is for ever.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct SocketTimeout
{
    private readonly nint _seconds;
    private readonly nint _microseconds;

    /// <summary>The whole seconds.</summary>
    public long Seconds => _seconds;

    /// <summary>What is over them.</summary>
    public long Microseconds => _microseconds;

    /// <summary>Rounds up, so that a short wait does not become an endless one.</summary>
    public SocketTimeout(TimeSpan time)
    {
        if (time != Timeout.InfiniteTimeSpan)
        {
            long microseconds = Math.Max(1, (time.Ticks + TimeSpan.TicksPerMicrosecond - 1)
                / TimeSpan.TicksPerMicrosecond);
            _seconds = (nint)Math.Min(microseconds / 1_000_000, int.MaxValue);
            _microseconds = (nint)(microseconds % 1_000_000);
        }
    }

    /// <summary>
    /// For SO_VM_SOCKETS_CONNECT_TIMEOUT, where zero is the kernel's 2 s: for ever is a number of days that nobody waits.
    /// </summary>
    public static SocketTimeout ForVsockConnect(TimeSpan time) =>
        new(time == Timeout.InfiniteTimeSpan ? TimeSpan.FromDays(1000) : time);
}
