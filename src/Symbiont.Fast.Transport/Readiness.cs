namespace Symbiont.Fast.Transport;

/// <summary>Something watched is ready.</summary>
/// <param name="Token">The token it was added with.</param>
/// <param name="Readable">A read will not block; also set when the peer hung up or there is an error to read.</param>
/// <param name="Writable">A write will not block.</param>
public readonly record struct Readiness(ulong Token, bool Readable, bool Writable);
