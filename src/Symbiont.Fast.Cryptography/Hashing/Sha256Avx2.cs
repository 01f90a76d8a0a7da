using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Symbiont.Fast.Cryptography;

/// <summary>Eight lanes with AVX2: one message in each 32-bit element of the vectors.</summary>
internal readonly struct Sha256Avx2 : ILaneKernel
{
    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    public static int StepCost => 700;

    /// <inheritdoc/>
    public static void Compress(Span<uint> state, ReadOnlySpan<byte> blocks)
    {
        Span<Vector256<uint>> w = stackalloc Vector256<uint>[16];
        LaneTranspose.Load(blocks, w);

        Vector256<uint> a = Word(state, 0), b = Word(state, 1), c = Word(state, 2), d = Word(state, 3);
        Vector256<uint> e = Word(state, 4), f = Word(state, 5), g = Word(state, 6), h = Word(state, 7);
        for (int t = 0; t < 64; t += 16)
        {
            if (t > 0)
            {
                Extend(w);
            }

            ReadOnlySpan<uint> k = Sha256Constants.Rounds.Slice(t, 16);
            for (int i = 0; i < 16; i++)
            {
                Vector256<uint> first = First(e, f, g, h, w[i], k[i]);
                Vector256<uint> second = Second(a, b, c);
                (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
            }
        }

        Add(state, 0, a);
        Add(state, 1, b);
        Add(state, 2, c);
        Add(state, 3, d);
        Add(state, 4, e);
        Add(state, 5, f);
        Add(state, 6, g);
        Add(state, 7, h);
    }

    // The two halves of a round; see the 16-lane kernel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> First(
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, Vector256<uint> h, Vector256<uint> w, uint k) =>
        h + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + (g ^ (e & (f ^ g))) + (w + Vector256.Create(k));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Second(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c) =>
        (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & b) | (c & (a | b)));

    // The next sixteen words of the message schedule, in place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extend(Span<Vector256<uint>> w)
    {
        for (int i = 0; i < 16; i++)
        {
            Vector256<uint> early = w[(i + 1) & 15];
            Vector256<uint> late = w[(i + 14) & 15];
            Vector256<uint> sigma0 = Rotate(early, 7) ^ Rotate(early, 18) ^ (early >>> 3);
            Vector256<uint> sigma1 = Rotate(late, 17) ^ Rotate(late, 19) ^ (late >>> 10);
            w[i] += sigma0 + w[(i + 9) & 15] + sigma1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> word, int bits) => (word >>> bits) | (word << (32 - bits));

    private static Vector256<uint> Word(ReadOnlySpan<uint> state, int word) =>
        Vector256.Create(state.Slice(word * 8, 8));

    private static void Add(Span<uint> state, int word, Vector256<uint> sum) =>
        (Word(state, word) + sum).CopyTo(state.Slice(word * 8, 8));
}
