using System.Globalization;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>Memory whose size nobody changes, and how it is handed over.</summary>
public sealed class SealedMemoryTests
{
    private const int Page = 4096;

    [Theory]
    [InlineData(0)]
    [InlineData(Page - 1)]
    [InlineData(2 * Page)]
    public void Nobody_can_change_the_size(int bytes)
    {
        using SealedMemory memory = SealedMemory.Create(Page);

        Assert.False(memory.TryResize((nuint)bytes));

        // As a peer would, through a descriptor of its own.
        using SafeFileHandle other = File.OpenHandle(
            string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{memory.Descriptor}"), FileMode.Open,
            FileAccess.ReadWrite);
        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(other, bytes));
        Assert.Equal(Page, RandomAccess.GetLength(other));
    }

    [Fact]
    public unsafe void What_one_mapping_writes_another_reads_until_the_pages_are_removed()
    {
        using SealedMemory memory = SealedMemory.Create(Page);
        using var one = new SharedMapping(memory);
        using var other = new SharedMapping(memory);
        one.Address[100] = 7;
        Assert.Equal(7, other.Address[100]);

        Assert.True(one.TryRemovePages());

        Assert.Equal(0, other.Address[100]);
        other.Address[100] = 8;
        Assert.Equal(8, one.Address[100]);
    }

    [Fact]
    public void Descriptors_arrive_with_the_last_byte_of_a_read()
    {
        (Socket from, Socket to) = Connect();
        using (from)
        using (to)
        using (SealedMemory memory = SealedMemory.Create(Page))
        using (var bell = new EventFd())
        {
            from.Send([1, 2]);
            Assert.Equal(1, SocketRights.Send((int)from.Handle, [9], [memory.Descriptor, bell.Descriptor]));
            from.Send([3]);
            Span<byte> bytes = stackalloc byte[10];
            Span<int> descriptors = stackalloc int[SocketRights.MaxDescriptors];

            int first = SocketRights.Receive((int)to.Handle, bytes, false, descriptors, out ReceivedRights rights);

            Assert.Equal([1, 2, 9], bytes[..first].ToArray());
            Assert.Equal(2, rights.Count);
            Assert.True(rights.IsMarked);
            SocketRights.Close(descriptors[1]);
            using SealedMemory? adopted = SealedMemory.TryAdopt(descriptors[0], Page);
            Assert.Equal((nuint)Page, adopted!.Length);
            Assert.Equal(1, SocketRights.Receive((int)to.Handle, bytes, false, descriptors, out rights));
            Assert.False(rights.IsMarked);
            Assert.Equal(-1, SocketRights.Receive((int)to.Handle, bytes, false, descriptors, out rights));
            Assert.True(rights.IsNothingYet);
            from.Dispose();
            Assert.Equal(0, SocketRights.Receive((int)to.Handle, bytes, false, descriptors, out _));
            Assert.True(SocketRights.HasEnded((int)to.Handle));
        }
    }

    [Fact]
    public void What_is_no_sealed_memory_is_not_adopted()
    {
        using SealedMemory memory = SealedMemory.Create(2 * Page);
        string path = Path.GetTempFileName();
        int file = Duplicate(path);
        File.Delete(path);
        int large = Duplicate(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{memory.Descriptor}"));

        Assert.Null(SealedMemory.TryAdopt(file, Page));
        Assert.Null(SealedMemory.TryAdopt(large, Page));
    }

    private static int Duplicate(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        int descriptor = (int)handle.DangerousGetHandle();
        handle.SetHandleAsInvalid();
        return descriptor;
    }

    private static (Socket From, Socket To) Connect()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0sf-" + Guid.NewGuid().ToString("N")));
        listener.Listen(1);
        var from = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        from.Connect(listener.LocalEndPoint!);
        return (from, listener.Accept());
    }
}
