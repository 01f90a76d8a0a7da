using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Symbiont.Fast.Transport;

/// <summary>Where a listener listens or an agent connects, as <see cref="Forms"/> says.</summary>
public abstract record TransportEndPoint
{
    /// <summary>The texts of endpoints, for whoever has to write one.</summary>
    public const string Forms = "unix:/path, shm:/path, tcp:address:port, vsock:cid:port or hybrid:/path:port";

    /// <summary>What parts endpoints in a list; no endpoint's text has it.</summary>
    internal const char Separator = ',';

    private const string UnixScheme = "unix:";
    private const string SharedMemoryScheme = "shm:";
    private const string TcpScheme = "tcp:";

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="FormatException">The text is not an endpoint.</exception>
    public static TransportEndPoint Parse(string text) => TryParse(text, out TransportEndPoint? endPoint)
        ? endPoint
        : throw new FormatException($"'{text}' is not an endpoint; expected {Forms}");

    /// <summary>Reads an endpoint; false when the text is none.</summary>
    public static bool TryParse(
        string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TransportEndPoint? endPoint)
    {
        endPoint = null;
        if (text is null || text.Contains(Separator))
        {
            return false;
        }

        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            endPoint = ParseUnix(text[UnixScheme.Length..]);
        }
        else if (text.StartsWith(SharedMemoryScheme, StringComparison.Ordinal))
        {
            endPoint = ParseUnix(text[SharedMemoryScheme.Length..]) is { } socket
                ? new SharedMemoryEndPoint(socket.Path)
                : null;
        }
        else if (text.StartsWith(TcpScheme, StringComparison.Ordinal))
        {
            endPoint = ParseTcp(text[TcpScheme.Length..]);
        }
        else if (text.StartsWith(VsockEndPoint.Scheme, StringComparison.Ordinal))
        {
            endPoint = VsockEndPoint.Read(text[VsockEndPoint.Scheme.Length..]);
        }
        else if (text.StartsWith(HybridEndPoint.Scheme, StringComparison.Ordinal))
        {
            endPoint = HybridEndPoint.Read(text[HybridEndPoint.Scheme.Length..]);
        }

        return endPoint is not null;
    }

    private static UnixEndPoint? ParseUnix(string path)
    {
        // The limit is in bytes of UTF-8; a NUL would end the path early or name the abstract name space.
        bool valid = path.Length > 0 && !path.Contains('\0')
            && Encoding.UTF8.GetByteCount(path) <= UnixEndPoint.MaxPath;
        return valid ? new UnixEndPoint(path) : null;
    }

    private static TcpEndPoint? ParseTcp(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        IPAddress? address = ParseAddress(text[..colon]);
        bool isPort = ushort.TryParse(
            text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        return address is not null && isPort ? new TcpEndPoint(address, port) : null;
    }

    private static IPAddress? ParseAddress(string host)
    {
        if (host == "localhost")
        {
            return IPAddress.Loopback;
        }

        bool isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        string literal = isBracketed ? host[1..^1] : host;
        if (literal.Contains('[') || !IPAddress.TryParse(literal, out IPAddress? address))
        {
            return null;
        }

        // Four decimal numbers for IPv4, not inet_aton's short, octal and hexadecimal forms: "1" is a mistyped address.
        bool valid = isBracketed
            ? address.AddressFamily == AddressFamily.InterNetworkV6
            : address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == host;
        return valid ? address : null;
    }
}
