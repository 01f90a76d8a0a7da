namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// What a ring has. The memory is mapped at once and takes room page by page as it is used.
/// </summary>
internal sealed record RingSizes
{
    public static readonly RingSizes Default = new();

    /// <summary>Submissions of one turn before they are handed over early.</summary>
    public int Submissions { get; init; } = 1024;

    /// <summary>Completions that wait before the kernel keeps them elsewhere.</summary>
    public int Completions { get; init; } = 8192;

    /// <summary>Buffers for what is received: 2 MiB, so that the kernel, which takes them in turn, finds them near.</summary>
    public int ReceiveBuffers { get; init; } = 1024;

    /// <summary>Of each. A small one wastes little with small messages; a large message takes several.</summary>
    public int ReceiveBufferBytes { get; init; } = 2048;

    /// <summary>A connection that holds as many buffers receives no more until it holds half of them.</summary>
    public int BuffersPerConnection { get; init; } = 32;

    /// <summary>Blocks for what is sent: 128 MiB of addresses.</summary>
    public int SendBlocks { get; init; } = 8192;

    /// <summary>Of each.</summary>
    public int SendBlockBytes { get; init; } = 16 * 1024;

    /// <summary>The most blocks of a connection: what it may say is sent before its socket takes it.</summary>
    public int BlocksPerConnection { get; init; } = 8;

    /// <summary>
    /// From so many bytes on a send goes to the socket at once, when nothing is before it: a system call costs less than
    /// the copy.
    /// </summary>
    public int DirectBytes { get; init; } = 64 * 1024;
}
