using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// A stream socket of any family, for those that the runtime's own refuse. Addresses are the kernel's bytes. A call that
/// is under way keeps the descriptor open. What a call returns is its result, or the negated error number
/// (<see cref="Errno"/>). Any thread; after <see cref="Dispose"/> every call throws
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed unsafe class StreamSocket : IDisposable
{
    // linux/vm_sockets.h, SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD: with a timeval of the machine's word size.
    internal const int VsockConnectTimeout = 6;

    private readonly FileDescriptor _socket;

    private StreamSocket(FileDescriptor socket) => _socket = socket;

    /// <summary>The descriptor to watch.</summary>
    public int Descriptor => _socket.Number;

    /// <summary>socket(2): a socket that does not wait.</summary>
    public static int Create(int family, out StreamSocket? socket) =>
        Wrap(LibC.socket(family, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, 0), out socket);

    /// <summary>connect(2).</summary>
    public int Connect(ReadOnlySpan<byte> address)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        fixed (byte* bytes = address)
        {
            return Result(LibC.connect(socket.Number, (sockaddr*)bytes, (uint)address.Length));
        }
    }

    /// <summary>bind(2).</summary>
    public int Bind(ReadOnlySpan<byte> address)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        fixed (byte* bytes = address)
        {
            return Result(LibC.bind(socket.Number, (sockaddr*)bytes, (uint)address.Length));
        }
    }

    /// <summary>listen(2).</summary>
    public int Listen(int backlog)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        return Result(LibC.listen(socket.Number, backlog));
    }

    /// <summary>accept4(2): the next connection, which does not wait.</summary>
    public int Accept(out StreamSocket? accepted)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        return Wrap(
            LibC.accept4(socket.Number, null, null, LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK), out accepted);
    }

    /// <summary>recv(2).</summary>
    public int Receive(Span<byte> buffer)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        fixed (byte* bytes = buffer)
        {
            return Result((int)LibC.recv(socket.Number, bytes, (size_t)buffer.Length, 0));
        }
    }

    /// <summary>send(2), without the signal that a closed connection would raise.</summary>
    public int Send(ReadOnlySpan<byte> buffer)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        fixed (byte* bytes = buffer)
        {
            return Result((int)LibC.send(socket.Number, bytes, (size_t)buffer.Length, LibC.MSG_NOSIGNAL));
        }
    }

    /// <summary>shutdown(2): of both directions, or of sending only.</summary>
    public int Shutdown(bool both)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        return Result(LibC.shutdown(socket.Number, both ? LibC.SHUT_RDWR : LibC.SHUT_WR));
    }

    /// <summary>poll(2): 1 when there is something to read, or room to write; an error and the end count.</summary>
    /// <param name="forWriting">Room to write is what is waited for, and not something to read.</param>
    /// <param name="milliseconds">How long; -1 for ever.</param>
    public int Poll(bool forWriting, int milliseconds)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        pollfd entry = new() { fd = socket.Number, events = forWriting ? LibC.POLLOUT : LibC.POLLIN };
        return Result(LibC.poll(&entry, 1, milliseconds));
    }

    /// <summary>From now on calls wait, or do not (fcntl(2), O_NONBLOCK).</summary>
    public int SetWaiting(bool waits)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        int flags = LibC.fcntl(socket.Number, LibC.F_GETFL);
        int wanted = waits ? flags & ~LibC.O_NONBLOCK : flags | LibC.O_NONBLOCK;
        return Result(flags < 0 ? flags : LibC.fcntl(socket.Number, LibC.F_SETFL, wanted));
    }

    /// <summary>socket(7), SO_RCVTIMEO and SO_SNDTIMEO: how long a waiting call waits.</summary>
    public int SetTimeout(bool ofSending, TimeSpan time)
    {
        var value = new SocketTimeout(time);
        return SetOption(
            LibC.SOL_SOCKET, ofSending ? LibC.SO_SNDTIMEO : LibC.SO_RCVTIMEO, &value, sizeof(SocketTimeout));
    }

    /// <summary>SO_VM_SOCKETS_CONNECT_TIMEOUT: AF_VSOCK gives up by itself, after 2 s if nothing else is said.</summary>
    public int SetVsockConnectTimeout(TimeSpan time)
    {
        var value = SocketTimeout.ForVsockConnect(time);
        return SetOption(VsockAddress.FamilyNumber, VsockConnectTimeout, &value, sizeof(SocketTimeout));
    }

    /// <summary>SO_ERROR: how connecting ended; 0 or a negated error number.</summary>
    public int TakeError()
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        int error;
        socklen_t length = sizeof(int);
        int result = LibC.getsockopt(socket.Number, LibC.SOL_SOCKET, LibC.SO_ERROR, &error, &length);
        return result == 0 ? -error : -LibC.errno;
    }

    /// <summary>getsockname(2) or getpeername(2): how many bytes the address has.</summary>
    public int FindAddress(bool ofPeer, Span<byte> address)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        fixed (byte* bytes = address)
        {
            socklen_t length = (uint)address.Length;
            int result = ofPeer
                ? LibC.getpeername(socket.Number, (sockaddr*)bytes, &length)
                : LibC.getsockname(socket.Number, (sockaddr*)bytes, &length);
            return result == 0 ? Math.Min((int)(uint)length, address.Length) : -LibC.errno;
        }
    }

    /// <summary>Closes the descriptor, as soon as no call is under way any more.</summary>
    public void Dispose() => _socket.Dispose();

    private static int Wrap(int number, out StreamSocket? socket)
    {
        if (number < 0)
        {
            socket = null;
            return -LibC.errno;
        }

        socket = new StreamSocket(new FileDescriptor("socket", number));
        return 0;
    }

    private static int Result(int result) => result >= 0 ? result : -LibC.errno;

    private int SetOption(int level, int option, void* value, int length)
    {
        using FileDescriptor.Hold socket = _socket.Borrow();
        return Result(LibC.setsockopt(socket.Number, level, option, value, (uint)length));
    }
}
