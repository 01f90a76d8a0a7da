namespace Symbiont.Fast.Transport.SharedMemory;

/// <summary>What a <see cref="SharedMemoryPoller"/> knows of a connection. The poller's thread.</summary>
internal sealed class RingWatch
{
    /// <summary>Who watches; null for nobody.</summary>
    public SharedMemoryPoller? Poller { get; set; }

    public ulong Token { get; set; }

    public bool WantsRead { get; set; }

    public bool WantsWrite { get; set; }

    /// <summary>True while it is looked at in every turn.</summary>
    public bool IsActive { get; set; }

    /// <summary>How many looks in a row found nothing.</summary>
    public int IdleLooks { get; set; }

    /// <summary>True while the kernel watches the socket, and for what.</summary>
    public bool IsOnSocket { get; set; }

    public bool SocketReads { get; set; }

    public bool SocketWrites { get; set; }

    /// <summary>True when the owner was told of the agent's end although it did not want to read.</summary>
    public bool IsEndTold { get; set; }

    /// <summary>The look at the kernel that reported it last.</summary>
    public long Round { get; set; }
}
