namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>What the data plane calls per frame, batch or message allocates nothing on the managed heap.</summary>
public sealed class AllocationTests
{
    private const int Calls = 1_000;

    [Theory]
    [InlineData(AeadSuite.Aegis128L)]
    [InlineData(AeadSuite.Aes256Gcm)]
    [InlineData(AeadSuite.ChaCha20Poly1305)]
    public void Sealing_and_opening_allocate_nothing(AeadSuite suite)
    {
        bool missing = (AeadSuites.SupportedHere & AeadSuites.Bit(suite)) == 0;
        Assert.SkipWhen(missing, "This processor has no AES instructions.");
        using var key = new AeadKey(suite, new byte[AeadSuites.KeyLength(suite)]);
        byte[] nonce = new byte[AeadSuites.NonceLength(suite)];
        byte[] sealedText = new byte[500 + key.TagLength];
        byte[] plain = new byte[500];
        bool opened = false;
        AssertNone(() => key.Seal(nonce, nonce, plain, sealedText));
        AssertNone(() => opened = key.TryOpen(nonce, nonce, sealedText, plain));
        Assert.True(opened);
        AssertNone(() => opened = key.TryOpen(nonce, plain, sealedText, plain));
        Assert.False(opened);
    }

    [Fact]
    public void Signing_and_verifying_allocate_nothing()
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verification));
        byte[] message = new byte[BatchStatement.Size];
        byte[] signature = new byte[64];
        bool valid = false;
        AssertNone(() => key.Sign(message, signature));
        AssertNone(() => valid = verification.Verify(message, signature));
        Assert.True(valid);
    }

    [Fact]
    public void Hashing_a_batch_allocates_nothing()
    {
        const int count = 37;
        byte[] leaves = ReferenceTree.Join(ReferenceTree.Leaves(count));
        byte[] levels = new byte[MerkleLevels.Size(count)];
        leaves.CopyTo(levels, 0);
        byte[] path = new byte[8 * 32];
        byte[] hash = new byte[32];
        byte[] message = new byte[2_000];
        byte[] statement = new byte[BatchStatement.Size];
        int length = MerkleTree.PathLength(5, count) * 32;
        AssertNone(() => BatchHash.Leaf(7, message, hash));
        AssertNone(() => BatchHash.RunRoot(1, hash, 1, 1, 1, hash, hash));
        AssertNone(() => IdentityDigest.Compute(1, "spiffe://symbiont.local/docker/planner", hash));
        AssertNone(() => MerkleTree.Root(leaves, hash));
        AssertNone(() => MerkleTree.Path(leaves, 5, path));
        AssertNone(() => MerkleTree.TryRootFromPath(hash, 5, count, path.AsSpan(0, length), hash));
        AssertNone(() => MerkleLevels.Build(levels, count));
        AssertNone(() => MerkleLevels.Path(levels, count, 5, path));
        AssertNone(() => BatchStatement.Write(statement, 1, hash, hash, 1, 1, 1, 1, 1, hash, hash));
    }

    private static void AssertNone(Action call)
    {
        call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
