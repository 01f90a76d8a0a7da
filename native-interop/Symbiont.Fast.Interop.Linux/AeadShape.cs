using System.Diagnostics.CodeAnalysis;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>Length and overlap checks of <see cref="SodiumAead"/>: native code must never see a wrong length.</summary>
internal static class AeadShape
{
    public static void CheckAegis128L(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> sealedText)
    {
        if (key.Length != SodiumAead.Aegis128LKeyLength || nonce.Length != SodiumAead.Aegis128LNonceLength)
        {
            ThrowLengths();
        }

        CheckTexts(plain, sealedText, SodiumAead.Aegis128LTagLength);
    }

    public static void CheckAegis256(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> sealedText)
    {
        if (key.Length != SodiumAead.Aegis256KeyLength || nonce.Length != SodiumAead.Aegis256NonceLength)
        {
            ThrowLengths();
        }

        CheckTexts(plain, sealedText, SodiumAead.Aegis256TagLength);
    }

    public static void Check(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> sealedText)
    {
        if (key.Length != SodiumAead.KeyLength || nonce.Length != SodiumAead.NonceLength)
        {
            ThrowLengths();
        }

        CheckTexts(plain, sealedText, SodiumAead.TagLength);
    }

    private static void CheckTexts(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> sealedText, int tag)
    {
        // The difference cannot overflow, both lengths being non-negative; the sum could.
        if (sealedText.Length - plain.Length != tag)
        {
            ThrowLengths();
        }

        if (plain.Overlaps(sealedText, out int distance) && distance != 0)
        {
            throw new ArgumentException("Plain and sealed text may start at the same byte or not overlap at all.");
        }
    }

    [DoesNotReturn]
    private static void ThrowLengths() =>
        throw new ArgumentException("A key, nonce, plain or sealed text has the wrong length for this primitive.");
}
