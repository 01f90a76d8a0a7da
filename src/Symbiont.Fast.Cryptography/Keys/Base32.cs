namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Base32 of RFC 4648, section 6, in lower case and without padding. One text per value: upper case, and bits set in
/// the last character beyond the value's end, are refused.
/// </summary>
internal static class Base32
{
    private const int BitsPerDigit = 5;

    /// <summary>How many characters encode that many bytes.</summary>
    public static int EncodedLength(int bytes) => ((bytes * 8) + BitsPerDigit - 1) / BitsPerDigit;

    /// <summary>Encodes; the destination has <see cref="EncodedLength"/> characters.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<char> digits)
    {
        int buffer = 0;
        int bits = 0;
        int next = 0;
        foreach (byte value in bytes)
        {
            buffer = ((buffer << 8) | value) & 0xFFF;
            bits += 8;
            while (bits >= BitsPerDigit)
            {
                bits -= BitsPerDigit;
                digits[next++] = ToDigit((buffer >> bits) & 0x1F);
            }
        }

        if (bits > 0)
        {
            digits[next] = ToDigit((buffer << (BitsPerDigit - bits)) & 0x1F);
        }
    }

    /// <summary>Decodes exactly as many bytes as the destination has; false for all but their one encoding.</summary>
    public static bool TryDecode(ReadOnlySpan<char> digits, Span<byte> bytes)
    {
        if (digits.Length != EncodedLength(bytes.Length))
        {
            return false;
        }

        int buffer = 0;
        int bits = 0;
        int next = 0;
        foreach (char digit in digits)
        {
            int value = FromDigit(digit);
            if (value < 0)
            {
                return false;
            }

            buffer = ((buffer << BitsPerDigit) | value) & 0xFFF;
            bits += BitsPerDigit;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[next++] = (byte)(buffer >> bits);
            }
        }

        return (buffer & ((1 << bits) - 1)) == 0;
    }

    // Arithmetic instead of tables: a secret's digits must not choose the memory that is read.
    private static char ToDigit(int value) => (char)(value < 26 ? 'a' + value : '2' + value - 26);

    private static int FromDigit(char digit) => digit switch
    {
        >= 'a' and <= 'z' => digit - 'a',
        >= '2' and <= '7' => digit - '2' + 26,
        _ => -1,
    };
}
