using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>Why one endpoint could not be reached.</summary>
/// <param name="EndPoint">The endpoint.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record EndPointFailure(TransportEndPoint EndPoint, Exception Reason);
