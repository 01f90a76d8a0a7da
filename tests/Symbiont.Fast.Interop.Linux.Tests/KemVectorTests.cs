using System.Text.Json;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>Known answers: Wycheproof for ML-KEM-768 (FIPS 203), the draft's own for X-Wing.</summary>
public sealed class KemVectorTests(ITestOutputHelper output)
{
    private delegate bool Case(JsonElement test);

    [Fact]
    public void Every_key_generation_case_gives_its_key_pair() => RunAll(
        "ML-KEM-768 key generation", "wycheproof/mlkem_768_keygen_seed_test.json", "valid", test =>
        {
            byte[] publicKey = new byte[SodiumKem.PublicKeyLength];
            byte[] secretKey = new byte[SodiumKem.SecretKeyLength];
            SodiumKem.MakeKeyPair(test.Bytes("seed"), publicKey, secretKey);
            return publicKey.AsSpan().SequenceEqual(test.Bytes("ek"))
                && secretKey.AsSpan().SequenceEqual(test.Bytes("dk"));
        });

    [Fact]
    public void Every_encapsulation_case_gives_its_result() => RunAll(
        "ML-KEM-768 encapsulation", "wycheproof/mlkem_768_encaps_test.json", "invalid, valid", test =>
        {
            byte[] ciphertext = new byte[SodiumKem.CiphertextLength];
            byte[] shared = new byte[SodiumKem.SharedSecretLength];
            byte[] publicKey = test.Bytes("ek");
            return publicKey.Length == SodiumKem.PublicKeyLength
                && SodiumKem.TryEncapsulateWith(publicKey, test.Bytes("m"), ciphertext, shared)
                && ciphertext.AsSpan().SequenceEqual(test.Bytes("c"))
                && shared.AsSpan().SequenceEqual(test.Bytes("K"));
        });

    [Fact]
    public void Every_decapsulation_case_gives_its_result() => RunAll(
        "ML-KEM-768 decapsulation", "wycheproof/mlkem_768_test.json", "invalid, valid", test =>
        {
            byte[] publicKey = new byte[SodiumKem.PublicKeyLength];
            byte[] secretKey = new byte[SodiumKem.SecretKeyLength];
            byte[] shared = new byte[SodiumKem.SharedSecretLength];
            byte[] seed = test.Bytes("seed");
            byte[] ciphertext = test.Bytes("c");
            if (seed.Length != SodiumKem.SeedLength || ciphertext.Length != SodiumKem.CiphertextLength)
            {
                // What the caller must check, and what the class throws for.
                return false;
            }

            SodiumKem.MakeKeyPair(seed, publicKey, secretKey);
            return SodiumKem.TryDecapsulate(secretKey, ciphertext, shared)
                && publicKey.AsSpan().SequenceEqual(test.Bytes("ek"))
                && shared.AsSpan().SequenceEqual(test.Bytes("K"));
        });

    [Fact]
    public void Every_X_Wing_case_gives_its_keys_ciphertext_and_secret()
    {
        using JsonDocument vectors = PublishedVectors.Open("xwing/test-vectors.json");
        var tally = new VectorTally("X-Wing", output);
        foreach (JsonElement test in vectors.RootElement.EnumerateArray())
        {
            byte[] publicKey = new byte[SodiumXWing.PublicKeyLength];
            byte[] secretKey = new byte[SodiumXWing.SecretKeyLength];
            byte[] ciphertext = new byte[SodiumXWing.CiphertextLength];
            byte[] sent = new byte[SodiumXWing.SharedSecretLength];
            byte[] received = new byte[SodiumXWing.SharedSecretLength];
            SodiumXWing.MakeKeyPair(test.Bytes("seed"), publicKey, secretKey);
            Assert.True(SodiumXWing.TryEncapsulateWith(publicKey, test.Bytes("eseed"), ciphertext, sent));
            Assert.True(SodiumXWing.TryDecapsulate(secretKey, ciphertext, received));
            Assert.Equal(test.Bytes("pk"), publicKey);
            Assert.Equal(test.Bytes("sk"), secretKey);
            Assert.Equal(test.Bytes("ct"), ciphertext);
            Assert.Equal(test.Bytes("ss"), sent);
            Assert.Equal(test.Bytes("ss"), received);
            tally.Ran(passed: true, string.Empty);
        }

        tally.Close(PublishedVectors.Count("xwing/test-vectors.json", "seed"));
    }

    private void RunAll(string family, string file, string results, Case holds)
    {
        using JsonDocument vectors = PublishedVectors.Open(file);
        var tally = new VectorTally(family, output);
        SortedSet<string> kinds = [];
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string result = test.Text("result");
                tally.Ran((result == "valid") == holds(test), $"case {test.GetProperty("tcId")}");
                kinds.Add(result);
            }
        }

        Assert.Equal(results, string.Join(", ", kinds));
        tally.Close(PublishedVectors.Count(file, "tcId"));
    }
}
