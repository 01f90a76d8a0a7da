namespace Symbiont.Fast.Interop.Linux;

/// <summary>Handling of secret bytes that an optimizer must not shorten.</summary>
public static unsafe class SodiumMemory
{
    /// <summary>Overwrites with zeros (sodium_memzero); the write is never elided.</summary>
    public static void Wipe(Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            SodiumNative.MemoryZero(first, (nuint)bytes.Length);
        }
    }

    /// <summary>Compares in a time that depends on the lengths only (sodium_memcmp).</summary>
    /// <returns>Whether lengths and contents are equal.</returns>
    public static bool Equal(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        fixed (byte* first = a, second = b)
        {
            return SodiumNative.MemoryCompare(first, second, (nuint)a.Length) == 0;
        }
    }
}
