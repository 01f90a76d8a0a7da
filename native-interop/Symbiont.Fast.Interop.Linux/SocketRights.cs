using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Bytes over a Unix stream socket together with descriptors (unix(7), SCM_RIGHTS). A read never goes on past a message
/// that brought descriptors, so that message's last byte is the last one read.
/// </summary>
public static unsafe class SocketRights
{
    /// <summary>The most descriptors of a message.</summary>
    public const int MaxDescriptors = 4;

    // cmsg(3): a header of 16 bytes, then the numbers, padded to 8.
    private const int HeaderBytes = 16;
    private const int ControlBytes = HeaderBytes + (MaxDescriptors * sizeof(int));

    /// <summary>Writes, without waiting.</summary>
    /// <param name="socket">The socket; kept open by the caller.</param>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="descriptors">What goes with the first of them; the caller's own stay open.</param>
    /// <returns>How many bytes; -1 when none, because there is no room or the connection is over.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        fixed (byte* start = bytes)
        {
            iovec piece = new() { iov_base = start, iov_len = bytes.Length };
            msghdr message = new() { msg_iov = &piece, msg_iovlen = 1 };
            if (!descriptors.IsEmpty)
            {
                var header = (cmsghdr*)control;
                int length = HeaderBytes + (descriptors.Length * sizeof(int));
                *header = new() { cmsg_len = (uint)length, cmsg_level = LibC.SOL_SOCKET, cmsg_type = LibC.SCM_RIGHTS };
                descriptors.CopyTo(new Span<int>((byte*)control + HeaderBytes, descriptors.Length));
                message.msg_control = control;
                message.msg_controllen = (uint)((length + 7) & ~7);
            }

            return (int)LibC.sendmsg(socket, &message, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
        }
    }

    /// <summary>Reads, waiting as the socket does unless told otherwise.</summary>
    /// <param name="socket">The socket; kept open by the caller.</param>
    /// <param name="buffer">Where the bytes go; not empty.</param>
    /// <param name="waits">False not to wait, whatever the socket does.</param>
    /// <param name="descriptors">
    /// Where descriptors go, <see cref="MaxDescriptors"/> of them; they are the caller's to close.
    /// </param>
    /// <param name="rights">What came with the bytes.</param>
    /// <returns>How many bytes; 0 at the end; -1 when there are none now, or with an error.</returns>
    public static int Receive(
        int socket, Span<byte> buffer, bool waits, Span<int> descriptors, out ReceivedRights rights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(descriptors.Length, MaxDescriptors);
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        fixed (byte* start = buffer)
        {
            iovec piece = new() { iov_base = start, iov_len = buffer.Length };
            msghdr message = new()
            {
                msg_iov = &piece, msg_iovlen = 1, msg_control = control, msg_controllen = ControlBytes,
            };
            int flags = LibC.MSG_CMSG_CLOEXEC | (waits ? 0 : LibC.MSG_DONTWAIT);
            int received = (int)LibC.recvmsg(socket, &message, flags);
            int errno = received < 0 ? LibC.errno : 0;
            int count = received < 0 ? 0 : TakeDescriptors(control, (int)(uint)message.msg_controllen, descriptors);
            rights = new ReceivedRights(count, received >= 0 && (message.msg_flags & LibC.MSG_CTRUNC) != 0, errno);
            return received;
        }
    }

    /// <summary>True when there is nothing to read any more, and never will be; takes nothing.</summary>
    public static bool HasEnded(int socket)
    {
        byte next;
        return LibC.recv(socket, &next, 1, LibC.MSG_PEEK | LibC.MSG_DONTWAIT) == 0;
    }

    /// <summary>Closes a descriptor that nobody wants.</summary>
    public static void Close(int descriptor) => _ = LibC.close(descriptor);

    private static int TakeDescriptors(ulong* control, int length, Span<int> descriptors)
    {
        var header = (cmsghdr*)control;
        bool isRights = length >= HeaderBytes
            && header->cmsg_level == LibC.SOL_SOCKET && header->cmsg_type == LibC.SCM_RIGHTS;
        int count = isRights
            ? Math.Clamp(((int)(uint)header->cmsg_len - HeaderBytes) / sizeof(int), 0, MaxDescriptors)
            : 0;
        new ReadOnlySpan<int>((byte*)control + HeaderBytes, count).CopyTo(descriptors);
        return count;
    }
}
