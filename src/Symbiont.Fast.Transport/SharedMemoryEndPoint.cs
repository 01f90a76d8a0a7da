namespace Symbiont.Fast.Transport;

/// <summary>
/// A Unix stream socket over which the router hands memory to those who have proven who they are; both ends must know
/// that it is one.
/// </summary>
/// <param name="Path">The socket's path in the file system, at most <see cref="UnixEndPoint.MaxPath"/> bytes.</param>
public sealed record SharedMemoryEndPoint(string Path) : TransportEndPoint
{
    /// <summary>The socket.</summary>
    public UnixEndPoint Socket => new(Path);

    /// <summary>The endpoint as <see cref="TransportEndPoint.Parse"/> reads it.</summary>
    public override string ToString() => $"shm:{Path}";
}
