using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>
/// Looks whether AF_VSOCK is there: makes a socket and asks the device for this machine's context id. It neither connects
/// nor binds, since both may leave the machine.
/// </summary>
public static class VsockProbe
{
    /// <summary>Looks.</summary>
    public static ProbeVerdict Run() => Judge(CreateSocket(), VsockDevice.FindLocalContext(out uint context), context);

    /// <summary>The verdict.</summary>
    /// <param name="socket">0, or the negated error number of making a socket.</param>
    /// <param name="device">0, or the negated error number of asking the device.</param>
    /// <param name="context">What the device said.</param>
    internal static ProbeVerdict Judge(int socket, int device, uint context)
    {
        if (socket < 0)
        {
            return new ProbeVerdict(false, $"no AF_VSOCK socket can be made: {Errno.Text(-socket)}{Hint(-socket)}");
        }

        const string Made = "a socket can be made";
        if (device < 0)
        {
            string hint = -device == Errno.NoEntry ? "; containers have no such device unless it is passed in" : "";
            return new ProbeVerdict(
                false, $"{Made}, but {VsockDevice.Path} cannot be asked: {Errno.Text(-device)}{hint}");
        }

        if (context == VsockAddress.LocalContext)
        {
            return new ProbeVerdict(
                true,
                $"{Made}. Only loopback is there (context id 1): it reaches this machine itself, no host and no guest; "
                + "whether a peer answers is not tried");
        }

        string self = context == VsockAddress.AnyContext ? "this machine has no context id"
            : context == VsockAddress.HostContext ? "this machine is a host (context id 2)"
            : $"this machine's context id is {context}";
        return context == VsockAddress.AnyContext
            ? new ProbeVerdict(false, $"{Made}, but {self}: no transport to a hypervisor or a guest is loaded")
            : new ProbeVerdict(true, $"{Made}, {self}; whether a peer answers is not tried");
    }

    private static string Hint(int errno) =>
        errno == Errno.FamilyNotSupported ? "; gVisor and kernels without vsock say so"
        : errno == Errno.NotPermitted || errno == Errno.AccessDenied ? "; a seccomp profile, such as Docker's, says so"
        : "";

    private static int CreateSocket()
    {
        int result = StreamSocket.Create(VsockAddress.FamilyNumber, out StreamSocket? socket);
        socket?.Dispose();
        return result;
    }
}
