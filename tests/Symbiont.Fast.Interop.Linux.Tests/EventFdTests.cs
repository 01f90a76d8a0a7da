using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class EventFdTests
{
    [Fact]
    public void Signals_add_up_to_one_and_draining_takes_them_all()
    {
        using EventFd bell = new();

        Assert.False(bell.Drain());
        bell.Signal();
        bell.Signal();

        Assert.True(bell.Drain());
        Assert.False(bell.Drain());
    }

    [Fact]
    public void A_signal_at_the_counters_maximum_is_not_an_error()
    {
        using EventFd bell = new();
        using SafeFileHandle handle = new(bell.Descriptor, ownsHandle: false);
        byte[] maximum = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(maximum, ulong.MaxValue - 1);
        using (FileStream counter = new(handle, FileAccess.Write, bufferSize: 0))
        {
            counter.Write(maximum);
        }

        bell.Signal();

        Assert.True(bell.Drain());
    }

    [Fact]
    public void The_descriptor_is_non_blocking_and_does_not_pass_to_children()
    {
        using EventFd bell = new();

        string flags = File.ReadLines($"/proc/self/fdinfo/{bell.Descriptor}").First(line => line.StartsWith("flags:"));

        int value = Convert.ToInt32(flags["flags:".Length..].Trim(), fromBase: 8);
        Assert.Equal(0x800, value & 0x800);
        Assert.Equal(0x80000, value & 0x80000);
    }

    [Fact]
    public void After_disposal_every_use_throws_instead_of_reaching_another_file()
    {
        EventFd bell = new();
        bell.Dispose();
        bell.Dispose();

        Assert.Throws<ObjectDisposedException>(bell.Signal);
        Assert.Throws<ObjectDisposedException>(() => bell.Drain());
        Assert.Throws<ObjectDisposedException>(() => bell.Descriptor);
    }
}
