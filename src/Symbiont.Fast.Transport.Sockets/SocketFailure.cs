using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.Sockets;

/// <summary>From the kernel's error numbers to the runtime's exception, with the endpoint in its text.</summary>
internal static class SocketFailure
{
    /// <summary>Throws when <paramref name="result"/> is a negated error number.</summary>
    public static void ThrowIf(int result, TransportEndPoint endPoint)
    {
        if (result < 0)
        {
            throw Of(-result, endPoint);
        }
    }

    /// <summary>Throws when <paramref name="result"/> is a negated error number.</summary>
    /// <param name="result">The result of a call on a socket of nobody knows which endpoint.</param>
    /// <param name="what">What the call was for.</param>
    public static void ThrowIf(int result, string what)
    {
        if (result < 0)
        {
            throw new SocketException((int)Code(-result), $"{what}: {Errno.Text(-result)}");
        }
    }

    /// <summary>Throws when no socket of a family could be made: <paramref name="result"/> is negative.</summary>
    public static void ThrowIfNone(int result, TransportEndPoint endPoint)
    {
        if (result < 0)
        {
            throw Of(CodeOfNone(Code(-result)), endPoint, Errno.Text(-result));
        }
    }

    /// <summary>
    /// What it means that no socket can be made. A sandbox that allows no socket of a family lacks the family: nobody at
    /// the endpoint has refused anything.
    /// </summary>
    public static SocketError CodeOfNone(SocketError code) =>
        code == SocketError.AccessDenied ? SocketError.AddressFamilyNotSupported : code;

    /// <summary>The exception for an error number.</summary>
    public static SocketException Of(int errno, TransportEndPoint endPoint) =>
        Of(Code(errno), endPoint, Errno.Text(errno));

    /// <summary>The exception for what went wrong at an endpoint.</summary>
    public static SocketException Of(SocketError code, TransportEndPoint endPoint, string text) =>
        new((int)code, $"{endPoint}: {text}");

    // AF_VSOCK answers a connection that nobody listens for with a reset.
    private static SocketError Code(int errno) =>
        errno == Errno.ConnectionRefused || errno == Errno.NoEntry ? SocketError.ConnectionRefused
        : errno == Errno.ConnectionReset ? SocketError.ConnectionReset
        : errno == Errno.AddressInUse ? SocketError.AddressAlreadyInUse
        : errno == Errno.AddressNotAvailable ? SocketError.AddressNotAvailable
        : errno == Errno.TimedOut ? SocketError.TimedOut
        : errno == Errno.FamilyNotSupported || errno == Errno.NotImplemented ? SocketError.AddressFamilyNotSupported
        : errno == Errno.NoDevice || errno == Errno.NetworkUnreachable ? SocketError.NetworkUnreachable
        : errno == Errno.HostUnreachable ? SocketError.HostUnreachable
        : errno == Errno.AccessDenied || errno == Errno.NotPermitted ? SocketError.AccessDenied
        : errno == Errno.WouldBlock ? SocketError.WouldBlock
        : SocketError.SocketError;
}
