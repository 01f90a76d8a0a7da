using Symbiont.Fast.Interop.Linux;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// The ring's side of a connection or a listener. It outlives that one until the last of its operations has completed.
/// Owned by the ring's thread.
/// </summary>
internal abstract class RingTarget
{
    public int Slot { get; set; }

    public uint Generation { get; set; }

    /// <summary>Comes back with its readiness.</summary>
    public ulong Token { get; set; }

    public bool WantsRead { get; set; }

    public bool WantsWrite { get; set; }

    /// <summary>True while it is in the list of those that may be ready.</summary>
    public bool IsActive { get; set; }

    /// <summary>True when its connection or listener is gone, and only operations are awaited.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>Operations whose last completion is still to come.</summary>
    public int Pending { get; protected set; }

    /// <summary>True when a read gives something.</summary>
    public abstract bool CanRead { get; }

    /// <summary>True when a write takes something, or fails.</summary>
    public abstract bool CanWrite { get; }

    /// <summary>Brings what is under way in line with what it is watched for.</summary>
    public abstract void OnWatched();

    /// <summary>Takes what the kernel says.</summary>
    public abstract void OnCompletion(RingOperation operation, in IoUringCompletion completion);

    /// <summary>Ends every operation; the connection or listener is gone, or its ring is about to go.</summary>
    public abstract void Close();

    /// <summary>The ring is gone, without a further word.</summary>
    public abstract void Orphan();

    public ulong UserData(RingOperation operation) => new RingTag(operation, Slot, Generation).ToUserData();
}
