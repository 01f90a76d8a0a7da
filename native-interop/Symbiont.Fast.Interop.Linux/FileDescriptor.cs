using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// Owns one descriptor. A call that is under way keeps it open, so that the kernel cannot hand the number to another
/// file between the check and the call: a wake-up written to a stranger's file would corrupt it silently.
/// </summary>
internal sealed class FileDescriptor : SafeHandle
{
    /// <summary>Takes over the descriptor that <paramref name="call"/> returned.</summary>
    /// <exception cref="SystemCallException">The call returned -1.</exception>
    public FileDescriptor(string call, int descriptor)
        : base(invalidHandleValue: -1, ownsHandle: true)
    {
        if (descriptor < 0)
        {
            throw new SystemCallException(call, LibC.errno);
        }

        SetHandle(descriptor);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    /// <summary>The number, for callers that keep this object open themselves.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="SafeHandle.Dispose()"/>.</exception>
    public int Number
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return (int)handle;
        }
    }

    /// <summary>Keeps the descriptor open until the returned value is disposed.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="SafeHandle.Dispose()"/>.</exception>
    public Hold Borrow() => new(this);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;

    /// <summary>One borrowed use of a descriptor, of this type or of the runtime's.</summary>
    internal readonly ref struct Hold
    {
        private readonly SafeHandle _owner;

        public Hold(SafeHandle owner)
        {
            bool taken = false;
            owner.DangerousAddRef(ref taken);
            _owner = owner;
        }

        public int Number => (int)_owner.DangerousGetHandle();

        public void Dispose() => _owner.DangerousRelease();
    }
}
