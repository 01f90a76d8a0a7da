namespace Symbiont.Fast.Transport.Tests;

/// <summary>A temporary folder for Unix sockets, removed with what is in it.</summary>
internal sealed class SocketFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-");

    public UnixEndPoint EndPoint => new(Path);

    public string Path => System.IO.Path.Combine(_folder.FullName, "a.sock");

    public void Dispose() => _folder.Delete(recursive: true);
}
