using System.Globalization;
using System.Text;

namespace Symbiont.Fast.Transport;

/// <summary>
/// A port of one virtual machine as Firecracker shows it to the host, over Unix sockets: <c>hybrid:/path/vm.sock:port</c>.
/// Who connects reaches what listens on that AF_VSOCK port in the guest, through the machine's own socket; who listens
/// is reached by what connects, in the guest, to that port of the host.
/// </summary>
/// <param name="Path">The machine's socket (<c>uds_path</c>), at most 107 bytes with <c>_port</c> behind it.</param>
/// <param name="Port">The AF_VSOCK port.</param>
public sealed record HybridEndPoint(string Path, uint Port) : TransportEndPoint
{
    internal const string Scheme = "hybrid:";

    /// <summary>The machine's socket, where its monitor listens.</summary>
    public UnixEndPoint Machine => new(Path);

    /// <summary>The socket of this port, where the monitor connects for the guest.</summary>
    public UnixEndPoint ForGuests => new(string.Create(CultureInfo.InvariantCulture, $"{Path}_{Port}"));

    /// <summary>The endpoint as <see cref="TransportEndPoint.Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Path}:{Port}");

    internal static HybridEndPoint? Read(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || text.Contains('\0') || !VsockEndPoint.TryReadPort(text[(colon + 1)..], out uint port)
            || port == VsockEndPoint.AnyPort)
        {
            return null;
        }

        var endPoint = new HybridEndPoint(text[..colon], port);
        return Encoding.UTF8.GetByteCount(endPoint.ForGuests.Path) <= UnixEndPoint.MaxPath ? endPoint : null;
    }
}
