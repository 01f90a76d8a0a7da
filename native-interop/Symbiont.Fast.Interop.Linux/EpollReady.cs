using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// One ready descriptor, laid out as the kernel's <c>struct epoll_event</c> so that <see cref="Epoll.Wait"/> lets the
/// kernel write into the caller's span: 12 packed bytes on x86-64, 16 elsewhere (bits/epoll.h, EPOLL_PACKED).
/// </summary>
public readonly struct EpollReady : IEquatable<EpollReady>
{
    // Tmds.LibC ships one assembly for each architecture; its struct has the right packing for the running one.
    private readonly epoll_event _event;

    /// <summary>A value as the kernel would report it; for tests and for in-memory drivers.</summary>
    public EpollReady(EpollEvents events, ulong token)
    {
        _event.events = (int)events;
        _event.data.u64 = token;
    }

    /// <summary>What the descriptor is ready for.</summary>
    public EpollEvents Events => (EpollEvents)_event.events;

    /// <summary>The token given to <see cref="Epoll.Add"/> or <see cref="Epoll.Modify"/>.</summary>
    public ulong Token => _event.data.u64;

    /// <inheritdoc/>
    public bool Equals(EpollReady other) => Events == other.Events && Token == other.Token;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EpollReady other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Events, Token);

    /// <summary>Whether both report the same events for the same token.</summary>
    public static bool operator ==(EpollReady left, EpollReady right) => left.Equals(right);

    /// <summary>Whether events or token differ.</summary>
    public static bool operator !=(EpollReady left, EpollReady right) => !left.Equals(right);
}
