using System.Globalization;

namespace Symbiont.Fast.Transport;

/// <summary>
/// An AF_VSOCK socket (vsock(7)), between a virtual machine and its host: <c>vsock:cid:port</c>, with <c>host</c>,
/// <c>local</c> and <c>any</c> for the context ids that have names.
/// </summary>
/// <param name="ContextId">
/// The machine: <see cref="Host"/> for the host as its guests call it, <see cref="Local"/> for this one,
/// <see cref="Any"/> for listening under every id.
/// </param>
/// <param name="Port">The port; <see cref="AnyPort"/> lets the kernel choose one when listening.</param>
public sealed record VsockEndPoint(uint ContextId, uint Port) : TransportEndPoint
{
    /// <summary>VMADDR_CID_LOCAL.</summary>
    public const uint Local = 1;

    /// <summary>VMADDR_CID_HOST.</summary>
    public const uint Host = 2;

    /// <summary>VMADDR_CID_ANY.</summary>
    public const uint Any = uint.MaxValue;

    /// <summary>VMADDR_PORT_ANY.</summary>
    public const uint AnyPort = uint.MaxValue;

    internal const string Scheme = "vsock:";

    /// <summary>The endpoint as <see cref="TransportEndPoint.Parse"/> reads it.</summary>
    public override string ToString() => ContextId == Any
        ? string.Create(CultureInfo.InvariantCulture, $"{Scheme}any:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Scheme}{ContextId}:{Port}");

    internal static VsockEndPoint? Read(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && FindContext(text[..colon]) is { } context && TryReadPort(text[(colon + 1)..], out uint port)
            ? new VsockEndPoint(context, port)
            : null;
    }

    internal static bool TryReadPort(string text, out uint port) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);

    private static uint? FindContext(string text) => text switch
    {
        "local" => Local,
        "host" => Host,
        "any" => Any,
        _ => TryReadPort(text, out uint number) ? number : null,
    };
}
