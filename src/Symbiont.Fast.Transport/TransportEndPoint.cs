using System.Globalization;
using System.Net;

namespace Symbiont.Fast.Transport;

/// <summary>Where a listener listens or an agent connects: <c>unix:/path</c> or <c>tcp:address:port</c>.</summary>
public abstract record TransportEndPoint
{
    private const string UnixScheme = "unix:";
    private const string TcpScheme = "tcp:";

    /// <summary>Reads an endpoint.</summary>
    /// <exception cref="FormatException">The text is not an endpoint.</exception>
    public static TransportEndPoint Parse(string text) => TryParse(text, out TransportEndPoint? endPoint)
        ? endPoint
        : throw new FormatException($"'{text}' is not an endpoint; expected unix:/path or tcp:address:port");

    /// <summary>Reads an endpoint; false when the text is none.</summary>
    public static bool TryParse(
        string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TransportEndPoint? endPoint)
    {
        endPoint = null;
        if (text is null)
        {
            return false;
        }

        if (text.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            string path = text[UnixScheme.Length..];
            endPoint = path.Length is > 0 and <= UnixEndPoint.MaxPath ? new UnixEndPoint(path) : null;
        }
        else if (text.StartsWith(TcpScheme, StringComparison.Ordinal))
        {
            endPoint = ParseTcp(text[TcpScheme.Length..]);
        }

        return endPoint is not null;
    }

    private static TcpEndPoint? ParseTcp(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        string host = text[..colon] == "localhost" ? "127.0.0.1" : text[..colon].Trim('[', ']');
        bool valid = IPAddress.TryParse(host, out IPAddress? address)
            & ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        return valid ? new TcpEndPoint(address!, port) : null;
    }
}
