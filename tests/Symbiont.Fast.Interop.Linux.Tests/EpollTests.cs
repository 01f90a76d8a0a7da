using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class EpollTests
{
    [Fact]
    public void A_ready_entry_has_the_kernels_layout()
    {
        bool packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        EpollReady[] entries = [new((EpollEvents)0x2011, 0x1122_3344_5566_7788), new(EpollEvents.In, 1)];

        byte[] bytes = MemoryMarshal.AsBytes(entries.AsSpan()).ToArray();

        Assert.Equal(packed ? 12 : 16, Unsafe.SizeOf<EpollReady>());
        Assert.Equal([0x11, 0x20, 0, 0], bytes[..4]);
        Assert.Equal([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11], bytes.Skip(packed ? 4 : 8).Take(8));
        Assert.Equal(0x2011u, (uint)entries[0].Events);
    }

    [Fact]
    public void Each_ready_descriptor_is_reported_with_its_token()
    {
        using Epoll epoll = new();
        using EventFd first = new();
        using EventFd second = new();
        using EventFd silent = new();
        epoll.Add(first.Descriptor, EpollEvents.In, 0xFFFF_FFFF_0000_0001);
        epoll.Add(second.Descriptor, EpollEvents.In, 2);
        epoll.Add(silent.Descriptor, EpollEvents.In, 3);
        first.Signal();
        second.Signal();

        EpollReady[] ready = new EpollReady[8];
        int count = epoll.Wait(ready, -1);

        Assert.Equal([2UL, 0xFFFF_FFFF_0000_0001], ready[..count].Select(entry => entry.Token).Order());
        Assert.All(ready[..count], entry => Assert.Equal(EpollEvents.In, entry.Events));
    }

    [Fact]
    public void Readiness_stays_until_it_is_consumed()
    {
        using Epoll epoll = new();
        using EventFd bell = new();
        epoll.Add(bell.Descriptor, EpollEvents.In, 1);
        EpollReady[] ready = new EpollReady[1];

        Assert.Equal(0, epoll.Wait(ready, 0));
        bell.Signal();
        Assert.Equal(1, epoll.Wait(ready, 0));
        Assert.Equal(1, epoll.Wait(ready, 0));
        bell.Drain();
        Assert.Equal(0, epoll.Wait(ready, 0));
    }

    [Fact]
    public void Modifying_replaces_events_and_token_and_removing_ends_the_watch()
    {
        using Epoll epoll = new();
        using EventFd bell = new();
        EpollReady[] ready = new EpollReady[1];
        epoll.Add(bell.Descriptor, EpollEvents.In, 1);

        epoll.Modify(bell.Descriptor, EpollEvents.Out, 9);
        Assert.Equal(1, epoll.Wait(ready, 0));
        Assert.Equal(new EpollReady(EpollEvents.Out, 9), ready[0]);

        epoll.Remove(bell.Descriptor);
        Assert.Equal(0, epoll.Wait(ready, 0));
    }

    [Fact]
    public void A_peer_that_leaves_is_reported_as_hang_up()
    {
        using Epoll epoll = new();
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using Socket peer = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        peer.Connect(new UnixDomainSocketEndPoint(path));
        using Socket accepted = listener.Accept();
        File.Delete(path);
        epoll.Add((int)accepted.Handle, EpollEvents.In | EpollEvents.ReadHangUp, 5);

        peer.Dispose();
        EpollReady[] ready = new EpollReady[1];
        Assert.Equal(1, epoll.Wait(ready, -1));

        Assert.Equal(EpollEvents.In | EpollEvents.HangUp | EpollEvents.ReadHangUp, ready[0].Events);
    }

    [Fact]
    public void The_kernels_refusals_carry_the_call_and_its_error_number()
    {
        using Epoll epoll = new();
        using EventFd bell = new();
        epoll.Add(bell.Descriptor, EpollEvents.In, 1);

        SystemCallException twice =
            Assert.Throws<SystemCallException>(() => epoll.Add(bell.Descriptor, EpollEvents.In, 2));
        SystemCallException unknown = Assert.Throws<SystemCallException>(() => epoll.Remove(-1));

        const int BadDescriptor = 9;
        const int Exists = 17;
        Assert.Equal(("epoll_ctl", Exists), (twice.Call, twice.Errno));
        Assert.Equal(BadDescriptor, unknown.Errno);
        Assert.Contains("epoll_ctl failed", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_signal_ends_the_wait_with_nothing_ready()
    {
        using Epoll epoll = new();
        using PosixSignalRegistration handled =
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, context => context.Cancel = true);
        using ManualResetEventSlim started = new();
        ulong thread = 0;
        int result = -1;
        Thread waiter = new(() =>
        {
            thread = PthreadSelf();
            started.Set();

            // Without a time limit and without a watched descriptor only a signal can end it.
            result = epoll.Wait(new EpollReady[1], -1);
        });
        waiter.Start();
        started.Wait(TestContext.Current.CancellationToken);

        const int WindowChanged = 28;
        do
        {
            // The first signals may come before the wait begins, so go on until it has ended.
            _ = PthreadKill(thread, WindowChanged);
        }
        while (!waiter.Join(1));

        Assert.Equal(0, result);
    }

    [Fact]
    public void There_must_be_room_for_an_event_and_an_open_instance()
    {
        Epoll epoll = new();
        Assert.Throws<ArgumentException>(() => epoll.Wait([], 0));

        epoll.Dispose();
        epoll.Dispose();

        Assert.Throws<ObjectDisposedException>(() => epoll.Wait(new EpollReady[1], 0));
        Assert.Throws<ObjectDisposedException>(() => epoll.Add(0, EpollEvents.In, 0));
    }

    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern ulong PthreadSelf();

    [DllImport("libc", EntryPoint = "pthread_kill")]
    private static extern int PthreadKill(ulong thread, int signal);
}
