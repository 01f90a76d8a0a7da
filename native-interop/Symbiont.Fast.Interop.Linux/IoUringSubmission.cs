using System.Runtime.InteropServices;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// One submission, laid out as the kernel's <c>struct io_uring_sqe</c> (linux/io_uring.h). Zeroed when
/// <see cref="IoUring.Next"/> hands it out; each method fills it for one operation.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct IoUringSubmission
{
    internal const int Size = 64;

    // IOSQE_…
    private const byte SelectBuffer = 1 << 5;
    private const byte SkipSuccess = 1 << 6;

    // sqe->ioprio of accept and recv; sqe->len of poll.
    private const ushort AcceptMultishot = 1 << 0;
    private const ushort ReceiveMultishot = 1 << 1;
    private const uint PollMultishot = 1 << 0;

    [FieldOffset(0)]
    internal IoUringOperation Operation;
    [FieldOffset(1)]
    internal byte Flags;
    [FieldOffset(2)]
    internal ushort Priority;
    [FieldOffset(4)]
    internal int Descriptor;
    [FieldOffset(8)]
    internal ulong Offset;
    [FieldOffset(16)]
    internal ulong Address;
    [FieldOffset(24)]
    internal uint Length;
    [FieldOffset(28)]
    internal uint OperationFlags;
    [FieldOffset(32)]
    internal ulong UserData;
    [FieldOffset(40)]
    internal ushort BufferGroup;
    [FieldOffset(42)]
    internal ushort Personality;
    [FieldOffset(44)]
    internal uint FileIndex;
    [FieldOffset(48)]
    internal ulong Address3;

    /// <summary>Receives again and again, into buffers of <paramref name="group"/>.</summary>
    public void ReceiveMany(int descriptor, ushort group, ulong userData)
    {
        Fill(IoUringOperation.Receive, descriptor, userData);
        (Flags, Priority, BufferGroup) = (SelectBuffer, ReceiveMultishot, group);
    }

    /// <summary>Sends <paramref name="length"/> bytes at <paramref name="address"/>, which must stay until it completes.
    /// </summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="address">The first byte.</param>
    /// <param name="length">How many.</param>
    /// <param name="flags"><c>MSG_…</c> of send(2).</param>
    /// <param name="userData">Comes back.</param>
    public void Send(int descriptor, nuint address, int length, uint flags, ulong userData)
    {
        Fill(IoUringOperation.Send, descriptor, userData);
        (Address, Length, OperationFlags) = (address, (uint)length, flags);
    }

    /// <summary>Accepts again and again.</summary>
    /// <param name="descriptor">The listening socket.</param>
    /// <param name="flags"><c>SOCK_…</c> of accept4(2).</param>
    /// <param name="userData">Comes back.</param>
    public void AcceptMany(int descriptor, uint flags, ulong userData)
    {
        Fill(IoUringOperation.Accept, descriptor, userData);
        (Priority, OperationFlags) = (AcceptMultishot, flags);
    }

    /// <summary>Says once when <paramref name="descriptor"/> is ready.</summary>
    public void Poll(int descriptor, EpollEvents events, ulong userData)
    {
        Fill(IoUringOperation.PollAdd, descriptor, userData);

        // The 32 bits are swapped on big-endian machines, on which this project does not run.
        OperationFlags = (uint)events;
    }

    /// <summary>Says whenever <paramref name="descriptor"/> becomes ready anew.</summary>
    public void PollMany(int descriptor, EpollEvents events, ulong userData)
    {
        Poll(descriptor, events, userData);
        Length = PollMultishot;
    }

    /// <summary>Ends the operation that bears <paramref name="target"/>. Completes only when it finds none.</summary>
    public void Cancel(ulong target, ulong userData)
    {
        Fill(IoUringOperation.AsyncCancel, -1, userData);
        (Flags, Address) = (SkipSuccess, target);
    }

    private void Fill(IoUringOperation operation, int descriptor, ulong userData) =>
        (Operation, Descriptor, UserData) = (operation, descriptor, userData);
}
