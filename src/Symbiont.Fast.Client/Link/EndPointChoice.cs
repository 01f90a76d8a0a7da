using System.Net.Sockets;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Client;

/// <summary>Connects to the first of several endpoints that can be reached, within one time limit for all. One use at a
/// time.</summary>
/// <param name="endPoints">The endpoints, the preferred first.</param>
/// <param name="options">How to connect.</param>
internal sealed class EndPointChoice(IReadOnlyList<TransportEndPoint> endPoints, AgentClientOptions options)
{
    /// <summary>How to connect.</summary>
    public AgentClientOptions Options => options;

    /// <summary>Connects, and says where.</summary>
    /// <exception cref="NoEndPointException">There are several, and none can be reached.</exception>
    /// <exception cref="SocketException">
    /// The only one cannot be reached; or one must not be used, or answers with another protocol, and none behind it
    /// was tried.
    /// </exception>
    public async Task<(TransportEndPoint EndPoint, Connection Connection)> ConnectAsync(CancellationToken cancellation)
    {
        if (endPoints.Count == 1)
        {
            return (endPoints[0], await ConnectAsync(endPoints[0], options.ConnectTimeout, cancellation)
                .ConfigureAwait(false));
        }

        var failures = new List<EndPointFailure>(endPoints.Count);
        long start = options.Clock.MonotonicNanoseconds;
        foreach (TransportEndPoint endPoint in endPoints)
        {
            try
            {
                TimeSpan share = Share(start, endPoints.Count - failures.Count);
                return (endPoint, await ConnectAsync(endPoint, share, cancellation).ConfigureAwait(false));
            }
            catch (Exception failure) when (LeadsNowhere(failure))
            {
                failures.Add(new EndPointFailure(endPoint, failure));
            }
        }

        throw new NoEndPointException(failures);
    }

    /// <summary>True when an endpoint leads nowhere, so that another may; false when somebody there has answered.</summary>
    /// <param name="failure">Why there is no connection.</param>
    internal static bool LeadsNowhere(Exception failure) => failure switch
    {
        // A socket guarded by its file's permissions refuses; a machine that speaks otherwise is not the one meant.
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.ProtocolNotSupported } => false,
        _ => failure is SocketException or IOException or TimeoutException or NotSupportedException,
    };

    private async Task<Connection> ConnectAsync(
        TransportEndPoint endPoint, TimeSpan timeout, CancellationToken cancellation) =>
        endPoint switch
        {
            InProcessEndPoint here => InProcessConnection.Connect(here, options.SendTimeout),
            SharedMemoryEndPoint shared => await AgentConnection
                .ConnectAsync(shared, timeout, options.SendTimeout, cancellation).ConfigureAwait(false),
            _ => await StreamSockets
                .ConnectAsync(endPoint, timeout, options.SendTimeout, cancellation).ConfigureAwait(false),
        };

    private TimeSpan Share(long start, int endPointsLeft)
    {
        if (options.ConnectTimeout == Timeout.InfiniteTimeSpan)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan passed = TimeSpan.FromTicks(
            (options.Clock.MonotonicNanoseconds - start) / TimeSpan.NanosecondsPerTick);
        TimeSpan left = options.ConnectTimeout - passed;
        return left > TimeSpan.Zero ? left / endPointsLeft : TimeSpan.Zero;
    }
}
