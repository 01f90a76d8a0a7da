namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>A transport's readiness, however it comes about.</summary>
public interface IPollerUnderTest : IDisposable
{
    /// <summary>Starts to watch for reads.</summary>
    void Add(Connection connection, ulong token);

    /// <summary>Starts to watch for connections.</summary>
    void Add(ConnectionListener listener, ulong token);

    /// <summary>Changes what it is watched for.</summary>
    void Watch(Connection connection, ulong token, bool read, bool write);

    /// <summary>Stops watching.</summary>
    void Remove(Connection connection);

    /// <summary>What is ready now.</summary>
    int Look(Span<Readiness> ready);

    /// <summary>Sleeps until something is ready; 0 when nothing was for <see cref="Guard.Patience"/>.</summary>
    int Wait(Span<Readiness> ready);
}
