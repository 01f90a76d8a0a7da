using System.Globalization;

namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>Unix sockets in a folder of their own.</summary>
public sealed class UnixTransport : SocketTransport
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");
    private int _sockets;

    /// <inheritdoc/>
    public override TransportEndPoint NewEndPoint() => new UnixEndPoint(
        Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{++_sockets}.sock")));

    /// <inheritdoc/>
    public override TransportEndPoint DeadEndPoint() => NewEndPoint();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _folder.Delete(recursive: true);
}
