using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Client;

/// <summary>The session that a link is to join as a lane. Used by the connecting thread.</summary>
/// <param name="Epoch">Its first lane's epoch.</param>
/// <param name="Lane">Which lane the link is to be, from 1.</param>
/// <param name="Exporter">A copy of the first lane's exporter secret, as of its first handshake.</param>
internal sealed record JoinedSession(uint Epoch, int Lane, ExporterSecret Exporter);
