using System.Text.Json;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>The Wycheproof collections for Ed25519 verification and X25519, every case.</summary>
public sealed class WycheproofKeyTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_Ed25519_case_gives_its_result()
    {
        using JsonDocument vectors = PublishedVectors.Open("wycheproof/ed25519_test.json");
        var tally = new VectorTally("Ed25519", output);
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] publicKey = group.GetProperty("publicKey").Bytes("pk");
            Assert.True(VerificationKey.TryImport(publicKey, out VerificationKey? key));
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                bool expected = test.Text("result") == "valid";
                tally.Ran(expected == key.Verify(test.Bytes("msg"), test.Bytes("sig")), test.GetRawText());
                _ = expected ? valid++ : invalid++;
            }
        }

        Assert.True(valid > 0 && invalid > 0);
        tally.Close(PublishedVectors.Count("wycheproof/ed25519_test.json", "tcId"));
    }

    [Fact]
    public void Every_X25519_case_gives_its_secret_or_is_refused_because_it_is_zero()
    {
        using JsonDocument vectors = PublishedVectors.Open("wycheproof/x25519_test.json");
        var tally = new VectorTally("X25519", output);
        int agreed = 0;
        int refused = 0;
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] expected = test.Bytes("shared");
                byte[] shared = new byte[32];
                bool zero = !expected.AsSpan().ContainsAnyExcept((byte)0);
                using KeyAgreementKey key = KeyAgreementKey.FromSeed(test.Bytes("private"));

                Assert.True(zero != key.TryAgree(test.Bytes("public"), shared), test.GetRawText());
                tally.Ran(expected.AsSpan().SequenceEqual(shared), test.GetRawText());
                _ = zero ? refused++ : agreed++;
            }
        }

        Assert.True(agreed > 0 && refused > 0);
        tally.Close(PublishedVectors.Count("wycheproof/x25519_test.json", "tcId"));
    }
}
