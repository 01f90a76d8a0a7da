using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography.Tests;

public sealed class KeyTextTests
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static readonly TheoryData<string> Prefixes =
    [
        KeyText.OperatorSecret, KeyText.IssuerSecret, KeyText.AgentSigningSecret, KeyText.AgentStaticSecret,
        KeyText.RouterStaticSecret, KeyText.OperatorPublic, KeyText.RouterPublic,
    ];

    private static readonly byte[] Payload = [.. Enumerable.Range(0, 32).Select(value => (byte)(value * 11))];

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void A_key_survives_the_way_through_text(string prefix)
    {
        foreach (byte fill in new byte[] { 0, 1, 0x80, 0xFF })
        {
            byte[] payload = [.. Payload[..31], fill];
            string text = KeyText.Format(prefix, payload);
            byte[] parsed = new byte[32];
            Assert.True(KeyText.TryParse(prefix, text, parsed));
            Assert.Equal(payload, parsed);
            Assert.Equal(prefix.Length + 1 + 58, text.Length);
        }
    }

    [Fact]
    public void The_text_is_the_base32_of_key_and_checksum()
    {
        string text = KeyText.Format(KeyText.RouterPublic, Payload);
        byte[] checksum = SHA256.HashData([.. "sfpub-router"u8, .. Payload])[..4];
        Assert.Equal("sfpub-router_" + PlainBase32([.. Payload, .. checksum]), text);
    }

    [Theory]
    [InlineData("f", "my")]
    [InlineData("fo", "mzxq")]
    [InlineData("foo", "mzxw6")]
    [InlineData("foob", "mzxw6yq")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base32_gives_the_answers_of_Rfc_4648(string plain, string expected)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(plain);
        char[] digits = new char[Base32.EncodedLength(bytes.Length)];
        Base32.Encode(bytes, digits);
        Assert.Equal(expected, new string(digits));
        byte[] decoded = new byte[bytes.Length];
        Assert.True(Base32.TryDecode(digits, decoded));
        Assert.Equal(bytes, decoded);
    }

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Every_substitution_of_one_character_is_found(string prefix)
    {
        string text = KeyText.Format(prefix, Payload);
        for (int position = 0; position < text.Length; position++)
        {
            foreach (char replacement in Alphabet + "ABZ0189_-= \n\0é")
            {
                if (replacement != text[position])
                {
                    char[] typed = text.ToCharArray();
                    typed[position] = replacement;
                    AssertRefused(prefix, new string(typed));
                }
            }
        }
    }

    [Fact]
    public void Every_swap_of_neighbours_and_every_lost_or_doubled_character_is_found()
    {
        string text = KeyText.Format(KeyText.OperatorSecret, Payload);
        for (int position = 0; position < text.Length; position++)
        {
            AssertRefused(KeyText.OperatorSecret, text.Remove(position, 1));
            AssertRefused(KeyText.OperatorSecret, text.Insert(position, text[position].ToString()));
            if (position > 0 && text[position] != text[position - 1])
            {
                char[] typed = text.ToCharArray();
                (typed[position], typed[position - 1]) = (typed[position - 1], typed[position]);
                AssertRefused(KeyText.OperatorSecret, new string(typed));
            }
        }
    }

    [Fact]
    public void A_key_of_one_kind_is_refused_as_any_other_even_under_its_prefix()
    {
        string[] prefixes = [.. Prefixes.Select(row => row.Data)];
        foreach (string made in prefixes)
        {
            string text = KeyText.Format(made, Payload);
            foreach (string expected in prefixes.Where(prefix => prefix != made))
            {
                AssertRefused(expected, text);
                AssertRefused(expected, expected + text[made.Length..]);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("sfsec-operator")]
    [InlineData("sfsec-operator_")]
    public void Fragments_are_refused(string text) => AssertRefused(KeyText.OperatorSecret, text);

    [Fact]
    public void Secret_prefixes_and_no_others_are_recognisable()
    {
        string[] prefixes = [.. Prefixes.Select(row => row.Data)];
        Assert.Equal(5, prefixes.Count(prefix => prefix.StartsWith("sfsec-", StringComparison.Ordinal)));
        Assert.Equal(2, prefixes.Count(prefix => prefix.StartsWith("sfpub-", StringComparison.Ordinal)));
        Assert.Equal(7, prefixes.Distinct().Count());
    }

    [Fact]
    public void A_mistaken_call_throws_without_repeating_the_key()
    {
        var tooShort = Assert.Throws<ArgumentException>(
            () => KeyText.Format(KeyText.OperatorSecret, new byte[31]));
        string text = KeyText.Format(KeyText.OperatorSecret, Payload);
        var noPlace = Assert.Throws<ArgumentException>(
            () => KeyText.TryParse(KeyText.OperatorSecret, text, new byte[31]));
        Assert.DoesNotContain(text[15..], noPlace.ToString(), StringComparison.Ordinal);
        Assert.Contains("32 bytes", tooShort.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string prefix, string text)
    {
        byte[] parsed = [.. Payload];
        Assert.False(KeyText.TryParse(prefix, text, parsed));
        Assert.Equal(new byte[32], parsed);
    }

    // Written anew from RFC 4648: all bits in a row, cut in fives.
    private static string PlainBase32(byte[] bytes)
    {
        string bits = string.Concat(bytes.Select(value => value.ToString("b8")));
        bits = bits.PadRight((bits.Length + 4) / 5 * 5, '0');
        return string.Concat(bits.Chunk(5).Select(five => Alphabet[Convert.ToInt32(new string(five), 2)]));
    }
}
