using System.Security.Cryptography;
using System.Text.Json;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Cryptography.Tests;

/// <summary>The Wycheproof collection for HKDF with SHA-256: the platform's HKDF derives the record keys.</summary>
public sealed class HkdfVectorTests(ITestOutputHelper output)
{
    private const string File = "wycheproof/hkdf_sha256_test.json";

    [Fact]
    public void Every_HKDF_case_gives_its_key_or_is_refused_for_its_length()
    {
        using JsonDocument vectors = PublishedVectors.Open(File);
        var tally = new VectorTally("HKDF-SHA256", output);
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                tally.Ran(Holds(test), $"case {test.GetProperty("tcId")}");
            }
        }

        tally.Close(PublishedVectors.Count(File, "tcId"));
    }

    private static bool Holds(JsonElement test)
    {
        byte[] key = test.Bytes("ikm");
        byte[] salt = test.Bytes("salt");
        byte[] context = test.Bytes("info");
        int size = test.GetProperty("size").GetInt32();
        if (test.Text("result") == "invalid")
        {
            return Record.Exception(() => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, size, salt, context))
                is ArgumentException;
        }

        byte[] expected = test.Bytes("okm");
        byte[] pseudorandom = HKDF.Extract(HashAlgorithmName.SHA256, key, salt);
        return expected.AsSpan().SequenceEqual(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, size, salt, context))
            && expected.AsSpan().SequenceEqual(HKDF.Expand(HashAlgorithmName.SHA256, pseudorandom, size, context));
    }
}
