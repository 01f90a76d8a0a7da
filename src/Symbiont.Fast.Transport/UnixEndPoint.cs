namespace Symbiont.Fast.Transport;

/// <summary>A Unix stream socket.</summary>
/// <param name="Path">The socket's path in the file system, at most <see cref="MaxPath"/> bytes.</param>
public sealed record UnixEndPoint(string Path) : TransportEndPoint
{
    /// <summary>The longest path: <c>sun_path</c> holds 108 bytes with its terminator (unix(7)).</summary>
    public const int MaxPath = 107;

    /// <summary>The endpoint as <see cref="TransportEndPoint.Parse"/> reads it.</summary>
    public override string ToString() => $"unix:{Path}";
}
