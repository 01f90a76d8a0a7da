namespace Symbiont.Fast.Cryptography;

/// <summary>The tokens of Noise message patterns (revision 34, section 7.1).</summary>
internal enum NoiseToken
{
    /// <summary>The writer sends a fresh ephemeral public key.</summary>
    E,

    /// <summary>The writer sends its static public key, encrypted as soon as there is a key.</summary>
    S,

    /// <summary>DH between both ephemeral keys.</summary>
    Ee,

    /// <summary>DH between the initiator's ephemeral and the responder's static key.</summary>
    Es,

    /// <summary>DH between the initiator's static and the responder's ephemeral key.</summary>
    Se,

    /// <summary>DH between both static keys.</summary>
    Ss,

    /// <summary>The initiator sends an ephemeral ML-KEM-768 public key, encrypted as soon as there is a key.</summary>
    E1,

    /// <summary>
    /// The responder encapsulates to that key: the ciphertext is sent encrypted, then the shared secret is mixed in.
    /// </summary>
    Ekem1,
}
