using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class ProcessHandleTests
{
    // pidfd_open(2); the same number on every architecture.
    private const nint PidfdOpen = 434;

    [Fact]
    public void A_running_process_has_not_ended()
    {
        using var self = new ProcessHandle(Open(Environment.ProcessId));

        Assert.False(self.HasEnded);
    }

    [Fact]
    public void A_killed_process_has_ended_and_stays_so()
    {
        using Process child = Process.Start("sleep", "600");
        using var handle = new ProcessHandle(Open(child.Id));
        Assert.False(handle.HasEnded);

        child.Kill();
        child.WaitForExit();

        Assert.True(handle.HasEnded);
        Assert.True(handle.HasEnded);
    }

    [Fact]
    public void No_descriptor_is_no_process() => Assert.Throws<SystemCallException>(() => new ProcessHandle(-1));

    [Fact]
    public void A_disposed_handle_says_so()
    {
        var handle = new ProcessHandle(Open(Environment.ProcessId));
        handle.Dispose();

        Assert.Throws<ObjectDisposedException>(() => handle.HasEnded);
        Assert.Throws<ObjectDisposedException>(() => handle.Descriptor);
    }

    private static int Open(int processId)
    {
        int descriptor = (int)SystemCall(PidfdOpen, processId, 0);
        Assert.True(descriptor >= 0);
        return descriptor;
    }

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint SystemCall(nint number, nint processId, nint flags);
}
