namespace Symbiont.Fast.Framing;

/// <summary>
/// How a batch is signed. A registry of its own, apart from the AEAD suites. 2 is kept for a hash-based hybrid.
/// </summary>
public enum SignatureSuite : byte
{
    /// <summary>Unsigned: accepted only where the policy says <c>signature_required: false</c>.</summary>
    None = 0,

    /// <summary>Ed25519 (RFC 8032) over the batch statement.</summary>
    Ed25519 = 1,
}
