using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session;

/// <summary>What a handshake was made with and chose. Immutable.</summary>
/// <param name="Handshake">The handshake suite, as in the hello.</param>
/// <param name="Aead">The AEAD suite of the records.</param>
public readonly record struct LinkSuites(byte Handshake, AeadSuite Aead);
