namespace Symbiont.Fast.Client;

/// <summary>Carries one request to the authority and its response back: <see cref="AuthorityLink.ExchangeAsync"/>, or
/// an authority in the same process.</summary>
/// <param name="request">The whole request, header included.</param>
/// <param name="cancellation">Gives up.</param>
/// <returns>The whole response.</returns>
public delegate Task<byte[]> AuthorityExchange(ReadOnlyMemory<byte> request, CancellationToken cancellation);
