using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Memory behind a descriptor that another process can be given, and whose size nobody can change any more
/// (memfd_create(2), fcntl(2), F_ADD_SEALS): were it made shorter, every process that has it mapped would be killed at
/// its next use of what is gone. One thread.
/// </summary>
public sealed unsafe class SealedMemory : IDisposable
{
    private readonly FileDescriptor _file;

    private SealedMemory(FileDescriptor file, nuint length) => (_file, Length) = (file, length);

    /// <summary>Its size in bytes, for ever.</summary>
    public nuint Length { get; }

    /// <summary>The descriptor, to map it or to give it away.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Dispose"/>.</exception>
    public int Descriptor => _file.Number;

    private static int SizeSeals => LibC.F_SEAL_SHRINK | LibC.F_SEAL_GROW;

    /// <summary>Makes zeroed memory and seals its size, and the seals.</summary>
    /// <param name="bytes">How much; not 0.</param>
    /// <exception cref="SystemCallException">
    /// The kernel refused: EMFILE without a descriptor left, ENOSYS or EPERM in some sandboxes.
    /// </exception>
    public static SealedMemory Create(nuint bytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        fixed (byte* name = "symbiont-shared\0"u8)
        {
            var file = new FileDescriptor(
                "memfd_create", LibC.memfd_create(name, LibC.MFD_CLOEXEC | LibC.MFD_ALLOW_SEALING));
            if (LibC.ftruncate(file.Number, (long)bytes) == 0
                && LibC.fcntl(file.Number, LibC.F_ADD_SEALS, SizeSeals | LibC.F_SEAL_SEAL) == 0)
            {
                return new SealedMemory(file, bytes);
            }

            int errno = LibC.errno;
            file.Dispose();
            throw new SystemCallException("memfd_create", errno);
        }
    }

    /// <summary>
    /// Takes over a descriptor that another process has sent. Null, and the descriptor closed, when it is no memory, is
    /// larger than that, or its size is not sealed. A kernel that does not tell seals (gVisor's) is believed.
    /// </summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="most">The most bytes it may be.</param>
    public static SealedMemory? TryAdopt(int descriptor, nuint most)
    {
        var file = new FileDescriptor("recvmsg", descriptor);
        stat status;
        int seals = LibC.fcntl(file.Number, LibC.F_GET_SEALS);
        bool isSealed = seals < 0 || (seals & SizeSeals) == SizeSeals;
        if (isSealed && LibC.fstat(file.Number, &status) == 0)
        {
            nuint length = (nuint)(long)status.st_size;
            if (length > 0 && length <= most)
            {
                return new SealedMemory(file, length);
            }
        }

        file.Dispose();
        return null;
    }

    /// <summary>Tries to change the size; false when the seals hold (EPERM), as they must.</summary>
    public bool TryResize(nuint bytes) => LibC.ftruncate(_file.Number, (long)bytes) == 0;

    /// <summary>Closes the descriptor; mappings stay.</summary>
    public void Dispose() => _file.Dispose();
}
