namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>What all contracts begin with.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class TransportContract<T> : IDisposable
    where T : ITransportUnderTest, new()
{
    /// <summary>The transport, fresh for each test.</summary>
    protected T Transport { get; } = new();

    /// <summary>The test's own end.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Removes what the transport took.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what the transport took.</summary>
    protected virtual void Dispose(bool disposing) => Transport.Dispose();

    /// <summary>A pair of ends.</summary>
    protected Task<ConnectedEnds> ConnectAsync() => ConnectedEnds.ConnectAsync(Transport);

    /// <summary>Bytes that are the same in every run.</summary>
    protected static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
