using System.Text.Json;
using Symbiont.Fast.Tests;

namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>Known answers: Wycheproof for AES-256-GCM and ChaCha20-Poly1305, the AEGIS draft for AEGIS.</summary>
public sealed class AeadVectorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("AES-256-GCM", "wycheproof/aes_gcm_test.json")]
    [InlineData("ChaCha20-Poly1305", "wycheproof/chacha20_poly1305_test.json")]
    public void Every_Wycheproof_case_of_the_supported_sizes_gives_its_result(string name, string file)
    {
        using JsonDocument vectors = PublishedVectors.Open(file);
        Aead aead = Aead.Named(name);
        var tally = new VectorTally(name, output);
        SortedSet<string> kinds = [];
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            bool supported = IsSupported(group, aead);
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                if (!supported)
                {
                    tally.Skipped($"not a {aead.KeyLength * 8}-bit key with a {aead.NonceLength * 8}-bit nonce");
                    continue;
                }

                string result = test.Text("result");
                Check(aead, test, "iv", "aad", "tag", valid: result == "valid");
                tally.Ran(passed: true, string.Empty);
                kinds.Add(result);
            }
        }

        Assert.Equal(["invalid", "valid"], kinds);
        tally.Close(PublishedVectors.Count(file, "tcId"));
    }

    [Theory]
    [InlineData("AEGIS-128L", "aegis/aegis-128l.json")]
    [InlineData("AEGIS-256", "aegis/aegis-256.json")]
    public void Every_Aegis_case_with_a_256_bit_tag_gives_its_result(string name, string file)
    {
        using JsonDocument vectors = PublishedVectors.Open(file);
        Aead aead = Aead.Named(name);
        var tally = new VectorTally($"{name}, tag256", output);
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement test in vectors.RootElement.EnumerateArray())
        {
            if (!test.TryGetProperty("tag256", out _))
            {
                // The one case about the round function, which libsodium does not export.
                Assert.Equal("Update Test Vector", test.Text("name"));
                tally.Skipped("about the round function, which libsodium does not export");
                continue;
            }

            bool refused = test.TryGetProperty("error", out _);
            Check(aead, test, "nonce", "ad", "tag256", valid: !refused);
            tally.Ran(passed: true, string.Empty);
            _ = refused ? invalid++ : valid++;
        }

        Assert.True(valid > 0 && invalid > 0);
        tally.Close(PublishedVectors.Count(file, "name"));
    }

    private static bool IsSupported(JsonElement group, Aead aead) =>
        group.GetProperty("keySize").GetInt32() == aead.KeyLength * 8
        && group.GetProperty("ivSize").GetInt32() == aead.NonceLength * 8
        && group.GetProperty("tagSize").GetInt32() == aead.TagLength * 8;

    private static void Check(Aead aead, JsonElement test, string nonceName, string adName, string tagName, bool valid)
    {
        byte[] key = test.Bytes("key");
        byte[] nonce = test.Bytes(nonceName);
        byte[] associated = test.Bytes(adName);
        byte[] cipher = test.Bytes("ct");
        byte[] sealedText = [.. cipher, .. test.Bytes(tagName)];
        byte[] opened = new byte[cipher.Length];
        string label = test.GetRawText();

        Assert.True(valid == aead.TryOpen(key, nonce, associated, sealedText, opened), label);
        if (valid)
        {
            byte[] plain = test.Bytes("msg");
            Assert.True(plain.AsSpan().SequenceEqual(opened), label);
            byte[] made = new byte[sealedText.Length];
            aead.Seal(key, nonce, associated, plain, made);
            Assert.True(made.AsSpan().SequenceEqual(sealedText), label);
        }
    }
}
