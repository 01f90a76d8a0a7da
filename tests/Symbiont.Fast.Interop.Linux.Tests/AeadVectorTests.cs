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
        Dictionary<string, int> ran = [];
        int held = 0;
        foreach (JsonElement group in vectors.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (!IsSupported(group, aead))
            {
                continue;
            }

            held += group.GetProperty("tests").GetArrayLength();
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string result = test.Text("result");
                Check(aead, test, "iv", "aad", "tag", valid: result == "valid");
                ran[result] = ran.GetValueOrDefault(result) + 1;
            }
        }

        output.WriteLine($"{name}: {string.Join(", ", ran.Select(kind => $"{kind.Value} {kind.Key}"))} of {held} held");
        Assert.Equal(["invalid", "valid"], ran.Keys.Order());
        Assert.Equal(held, ran.Values.Sum());
    }

    [Theory]
    [InlineData("AEGIS-128L", "aegis/aegis-128l.json")]
    [InlineData("AEGIS-256", "aegis/aegis-256.json")]
    public void Every_Aegis_case_with_a_256_bit_tag_gives_its_result(string name, string file)
    {
        using JsonDocument vectors = PublishedVectors.Open(file);
        Aead aead = Aead.Named(name);
        int valid = 0;
        int invalid = 0;
        foreach (JsonElement test in vectors.RootElement.EnumerateArray())
        {
            if (!test.TryGetProperty("tag256", out _))
            {
                // The one case about the round function, which libsodium does not export.
                Assert.Equal("Update Test Vector", test.Text("name"));
                continue;
            }

            bool refused = test.TryGetProperty("error", out _);
            Check(aead, test, "nonce", "ad", "tag256", valid: !refused);
            _ = refused ? invalid++ : valid++;
        }

        output.WriteLine($"{name}: {valid} valid, {invalid} invalid");
        Assert.Equal(vectors.RootElement.GetArrayLength() - 1, valid + invalid);
        Assert.True(valid > 0 && invalid > 0);
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
