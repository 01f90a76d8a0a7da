using System.Globalization;
using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>The structs and numbers of vsock(7) as the kernel has them.</summary>
public sealed class VsockLayoutTests
{
    private const string Program = """
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/ioctl.h>
        #include <sys/socket.h>
        #include <sys/time.h>
        #include <linux/vm_sockets.h>
        #define AT(field) (long long)offsetof(struct sockaddr_vm, field)
        int main(void)
        {
            printf("%lld %lld %lld %lld %lld %lld ", (long long)sizeof(struct sockaddr_vm),
                AT(svm_family), AT(svm_port), AT(svm_cid), AT(svm_flags), AT(svm_zero));
            printf("%lld %lld %lld %lld %lld ", (long long)AF_VSOCK, (long long)VMADDR_CID_ANY,
                (long long)VMADDR_PORT_ANY, (long long)VMADDR_CID_LOCAL, (long long)VMADDR_CID_HOST);
            printf("%lld %lld %lld", (long long)IOCTL_VM_SOCKETS_GET_LOCAL_CID,
                (long long)SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD, (long long)sizeof(struct timeval));
        }
        """;

    [Fact]
    public void An_address_has_the_bytes_that_the_kernel_reads()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xEE, VsockAddress.Size)];

        Assert.Equal(16, new VsockAddress(0x0403_0201, 0x1413_1211).Write(bytes));

        Assert.Equal([40, 0, 0, 0, 0x11, 0x12, 0x13, 0x14, 1, 2, 3, 4, 0, 0, 0, 0], bytes);
        Assert.True(VsockAddress.TryRead(bytes, out VsockAddress read));
        Assert.Equal((0x0403_0201u, 0x1413_1211u), (read.ContextId, read.Port));
    }

    [Fact]
    public void Another_familys_address_is_none()
    {
        byte[] bytes = new byte[VsockAddress.Size];
        new VsockAddress(3, 4).Write(bytes);
        Assert.False(VsockAddress.TryRead(bytes.AsSpan(1), out _));
        bytes[0] = 2;
        Assert.False(VsockAddress.TryRead(bytes, out _));
    }

    [Fact]
    public unsafe void Family_and_size_are_those_of_the_system_call_library()
    {
        Assert.Equal(VsockAddress.FamilyNumber, (ushort)LibC.AF_VSOCK);
        Assert.Equal(VsockAddress.Size, sizeof(sockaddr));
    }

    [Fact]
    public void Layout_and_numbers_are_those_of_the_kernels_headers()
    {
        Assert.SkipUnless(
            File.Exists("/usr/include/linux/vm_sockets.h"), "This machine has no kernel headers (linux/vm_sockets.h).");
        string? answer = CompiledProgram.Run(Program);
        Assert.SkipUnless(answer is not null, "This machine has no C compiler (gcc).");

        long[] expected =
        [
            Marshal.SizeOf<VsockAddress>(), 0, 4, 8, 12, 13,
            VsockAddress.FamilyNumber, VsockAddress.AnyContext, VsockAddress.AnyPort, VsockAddress.LocalContext,
            VsockAddress.HostContext, VsockDevice.GetLocalContext, StreamSocket.VsockConnectTimeout,
            Marshal.SizeOf<SocketTimeout>(),
        ];

        Assert.Equal(
            string.Join(' ', expected.Select(number => number.ToString(CultureInfo.InvariantCulture))), answer);
    }

    /// <summary>Asking is harmless: nothing is connected or bound.</summary>
    [Fact]
    public void The_machines_own_context_is_asked_for_or_the_reason_told()
    {
        int result = VsockDevice.FindLocalContext(out uint context);

        Assert.SkipUnless(result == 0, $"{VsockDevice.Path}: {Errno.Text(-result)}");

        // The hypervisor's is never a machine's own; the loopback's is, where there is nothing else.
        Assert.True(context >= VsockAddress.LocalContext, $"context id {context}");
    }
}
