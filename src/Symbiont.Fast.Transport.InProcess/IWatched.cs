namespace Symbiont.Fast.Transport.InProcess;

/// <summary>What an <see cref="InProcessPoller"/> can watch.</summary>
public interface IWatched
{
    /// <summary>How it tells the poller that there may be something new.</summary>
    ReadySignal Signal { get; }

    /// <summary>True when a read gives something: bytes, a connection, or the end.</summary>
    bool CanRead { get; }

    /// <summary>True when a write takes something, or says that the peer has gone.</summary>
    bool CanWrite { get; }
}
