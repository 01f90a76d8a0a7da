using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Client;

/// <summary>The session that a new one is to take the place of. Used by the connecting thread.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="Exporter">A copy of its exporter secret, as of its first handshake.</param>
internal sealed record FormerSession(uint Epoch, ExporterSecret Exporter);
