using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Session.Tests;

public sealed class SessionProofTests
{
    [Fact]
    public void A_proof_holds_for_its_key_and_its_session_only()
    {
        using SigningKey key = SigningKey.Generate();
        using SigningKey other = SigningKey.Generate();
        byte[] hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] proof = new byte[SigningKey.SignatureSize];
        SessionProof.Sign(key, hash, proof);

        Assert.True(SessionProof.Verify(Public(key), hash, proof));
        Assert.False(SessionProof.Verify(Public(other), hash, proof));
        for (int i = 0; i < hash.Length; i++)
        {
            hash[i] ^= 1;
            Assert.False(SessionProof.Verify(Public(key), hash, proof));
            hash[i] ^= 1;
        }

        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= 1;
            Assert.False(SessionProof.Verify(Public(key), hash, proof));
            proof[i] ^= 1;
        }

        Assert.False(SessionProof.Verify(Public(key), hash, proof.AsSpan(0, 63)));
    }

    [Fact]
    public void A_bare_signature_over_the_hash_is_no_proof()
    {
        using SigningKey key = SigningKey.Generate();
        byte[] hash = new byte[32];
        byte[] signature = new byte[SigningKey.SignatureSize];
        key.Sign(hash, signature);
        Assert.False(SessionProof.Verify(Public(key), hash, signature));
    }

    private static VerificationKey Public(SigningKey key)
    {
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? publicKey));
        return publicKey!;
    }
}
