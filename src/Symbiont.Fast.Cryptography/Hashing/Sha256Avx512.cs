using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Sixteen lanes with AVX-512: one message in each 32-bit element of the vectors. Without AVX-512 the same code runs on
/// the runtime's emulation: too slow to use, but it lets every machine test it.
/// </summary>
internal readonly struct Sha256Avx512 : ILaneKernel
{
    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    public static bool IsSupported => Avx512BW.IsSupported && Proven.Holds;

    /// <inheritdoc/>
    public static int StepCost => 300;

    /// <inheritdoc/>
    public static void Start(Span<uint> state, uint lanes)
    {
        for (int word = 0; word < 8; word++)
        {
            for (int lane = 0; lane < 16; lane++)
            {
                uint kept = state[(word * 16) + lane];
                state[(word * 16) + lane] = ((lanes >> lane) & 1) == 1 ? Sha256Constants.Initial[word] : kept;
            }
        }
    }

    /// <inheritdoc/>
    public static void Compress(Span<uint> state, Span<Vector256<uint>> blocks)
    {
        Span<Vector512<uint>> w = stackalloc Vector512<uint>[16];
        LaneTranspose.Load(blocks, w);

        Vector512<uint> a = Word(state, 0), b = Word(state, 1), c = Word(state, 2), d = Word(state, 3);
        Vector512<uint> e = Word(state, 4), f = Word(state, 5), g = Word(state, 6), h = Word(state, 7);
        for (int t = 0; t < 64; t += 16)
        {
            if (t > 0)
            {
                Extend(w);
            }

            ReadOnlySpan<uint> k = Sha256Constants.Rounds.Slice(t, 16);
            for (int i = 0; i < 16; i++)
            {
                Vector512<uint> first = First(e, f, g, h, w[i], k[i]);
                Vector512<uint> second = Second(a, b, c);
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

    /// <inheritdoc/>
    public static void Digests(ReadOnlySpan<uint> state, Span<byte> digests)
    {
        for (int lane = 0; lane < 16; lane++)
        {
            for (int word = 0; word < 8; word++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(
                    digests[((lane * 32) + (word * 4))..], state[(word * 16) + lane]);
            }
        }
    }

    // The two halves of a round. They are small and called at one place only, because the compiler inlines so much and no
    // more: eight rounds written out took three times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> First(
        Vector512<uint> e, Vector512<uint> f, Vector512<uint> g, Vector512<uint> h, Vector512<uint> w, uint k) =>
        h + Parity(Rotate(e, 6), Rotate(e, 11), Rotate(e, 25)) + Vector512.ConditionalSelect(e, f, g)
            + (w + Vector512.Create(k));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Second(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c) =>
        Parity(Rotate(a, 2), Rotate(a, 13), Rotate(a, 22)) + Vector512.ConditionalSelect(a ^ b, c, b);

    // The next sixteen words of the message schedule, in place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extend(Span<Vector512<uint>> w)
    {
        for (int i = 0; i < 16; i++)
        {
            Vector512<uint> early = w[(i + 1) & 15];
            Vector512<uint> late = w[(i + 14) & 15];
            Vector512<uint> sigma0 = Parity(Rotate(early, 7), Rotate(early, 18), early >>> 3);
            Vector512<uint> sigma1 = Parity(Rotate(late, 17), Rotate(late, 19), late >>> 10);
            w[i] += sigma0 + w[(i + 9) & 15] + sigma1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rotate(Vector512<uint> word, [ConstantExpected] byte bits) => Avx512F.IsSupported
        ? Avx512F.RotateRight(word, bits)
        : (word >>> bits) | (word << (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Parity(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c) =>
        Avx512F.IsSupported ? Avx512F.TernaryLogic(a, b, c, 0x96) : a ^ b ^ c;

    private static Vector512<uint> Word(ReadOnlySpan<uint> state, int word) =>
        Vector512.Create(state.Slice(word * 16, 16));

    private static void Add(Span<uint> state, int word, Vector512<uint> sum) =>
        (Word(state, word) + sum).CopyTo(state.Slice(word * 16, 16));

    // A known answer before the first use, because these instructions are not on every machine that tests run on.
    private static class Proven
    {
        public static readonly bool Holds = LaneSelfTest.Holds<Sha256Avx512>();
    }
}
