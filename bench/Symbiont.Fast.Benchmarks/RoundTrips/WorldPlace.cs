using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>Where a world's router listens, and the folder that this takes.</summary>
internal sealed class WorldPlace : IDisposable
{
    private readonly string? _folder;

    private WorldPlace(TransportEndPoint endPoint, string? folder) => (EndPoint, _folder) = (endPoint, folder);

    public TransportEndPoint EndPoint { get; }

    public static WorldPlace InProcess() => new(new InProcessEndPoint("bench"), null);

    public static WorldPlace Unix() => InFolder(path => new UnixEndPoint(path));

    public static WorldPlace SharedMemory() => InFolder(path => new SharedMemoryEndPoint(path));

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static WorldPlace InFolder(Func<string, TransportEndPoint> endPoint)
    {
        string folder = Directory.CreateTempSubdirectory("sf-bench-").FullName;
        return new WorldPlace(endPoint(Path.Combine(folder, "router.sock")), folder);
    }
}
