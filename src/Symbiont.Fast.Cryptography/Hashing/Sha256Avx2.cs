using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Word = System.Runtime.Intrinsics.Vector256<uint>;

namespace Symbiont.Fast.Cryptography;

/// <summary>Eight lanes with AVX2: one message in each 32-bit element of the vectors.</summary>
internal readonly struct Sha256Avx2 : ILaneKernel
{
    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    public static int StepCost => 360;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Start(Span<uint> state, uint lanes)
    {
        Word bits = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128);
        Word chosen = Vector256.Equals(Vector256.Create(lanes) & bits, bits);
        for (int word = 0; word < 8; word++)
        {
            Word initial = Vector256.Create(Sha256Constants.Initial[word]);
            Vector256.ConditionalSelect(chosen, initial, Of(state, word)).CopyTo(state.Slice(word * 8, 8));
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Eight rounds are written out, so that the state stays in registers and changes its names instead of moving. The
    /// halves of the sixteen words change places with each eight. Not tiered: the first batches would take many times
    /// as long.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(Span<uint> state, Span<Word> blocks)
    {
        LaneTranspose.Load(blocks);
        Word a = Of(state, 0), b = Of(state, 1), c = Of(state, 2), d = Of(state, 3);
        Word e = Of(state, 4), f = Of(state, 5), g = Of(state, 6), h = Of(state, 7);
        Word t;
        Span<Word> now = blocks[..8];
        Span<Word> other = blocks.Slice(8, 8);
        for (int round = 0; round < 48; round += 8)
        {
            ReadOnlySpan<uint> k = Sha256Constants.Rounds.Slice(round, 8);
            t = First(e, f, g, h, now[0], k[0]); d += t; h = t + Second(a, b, c);
            now[0] = Next(now[0], now[1], other[1], other[6]);
            t = First(d, e, f, g, now[1], k[1]); c += t; g = t + Second(h, a, b);
            now[1] = Next(now[1], now[2], other[2], other[7]);
            t = First(c, d, e, f, now[2], k[2]); b += t; f = t + Second(g, h, a);
            now[2] = Next(now[2], now[3], other[3], now[0]);
            t = First(b, c, d, e, now[3], k[3]); a += t; e = t + Second(f, g, h);
            now[3] = Next(now[3], now[4], other[4], now[1]);
            t = First(a, b, c, d, now[4], k[4]); h += t; d = t + Second(e, f, g);
            now[4] = Next(now[4], now[5], other[5], now[2]);
            t = First(h, a, b, c, now[5], k[5]); g += t; c = t + Second(d, e, f);
            now[5] = Next(now[5], now[6], other[6], now[3]);
            t = First(g, h, a, b, now[6], k[6]); f += t; b = t + Second(c, d, e);
            now[6] = Next(now[6], now[7], other[7], now[4]);
            t = First(f, g, h, a, now[7], k[7]); e += t; a = t + Second(b, c, d);
            now[7] = Next(now[7], other[0], now[0], now[5]);
            Span<Word> swapped = now;
            now = other;
            other = swapped;
        }

        for (int round = 48; round < 64; round += 8)
        {
            ReadOnlySpan<uint> k = Sha256Constants.Rounds.Slice(round, 8);
            t = First(e, f, g, h, now[0], k[0]); d += t; h = t + Second(a, b, c);
            t = First(d, e, f, g, now[1], k[1]); c += t; g = t + Second(h, a, b);
            t = First(c, d, e, f, now[2], k[2]); b += t; f = t + Second(g, h, a);
            t = First(b, c, d, e, now[3], k[3]); a += t; e = t + Second(f, g, h);
            t = First(a, b, c, d, now[4], k[4]); h += t; d = t + Second(e, f, g);
            t = First(h, a, b, c, now[5], k[5]); g += t; c = t + Second(d, e, f);
            t = First(g, h, a, b, now[6], k[6]); f += t; b = t + Second(c, d, e);
            t = First(f, g, h, a, now[7], k[7]); e += t; a = t + Second(b, c, d);
            now = other;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Digests(ReadOnlySpan<uint> state, Span<byte> digests) => LaneTranspose.Store(state, digests);

    // The two halves of a round, and the next word of the message schedule. Nothing but operators inside: a call that
    // must be inlined as well would exceed what the compiler inlines in one method.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word First(Word e, Word f, Word g, Word h, Word w, uint k) =>
        h + w + Vector256.Create(k) + (g ^ (e & (f ^ g)))
            + (((e >>> 6) ^ (e << 26)) ^ ((e >>> 11) ^ (e << 21)) ^ ((e >>> 25) ^ (e << 7)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Second(Word a, Word b, Word c) =>
        ((a & b) | (c & (a | b))) + (((a >>> 2) ^ (a << 30)) ^ ((a >>> 13) ^ (a << 19)) ^ ((a >>> 22) ^ (a << 10)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Word Next(Word w0, Word w1, Word w9, Word w14) =>
        w0 + w9 + (((w1 >>> 7) ^ (w1 << 25)) ^ ((w1 >>> 18) ^ (w1 << 14)) ^ (w1 >>> 3))
            + (((w14 >>> 17) ^ (w14 << 15)) ^ ((w14 >>> 19) ^ (w14 << 13)) ^ (w14 >>> 10));

    private static Word Of(ReadOnlySpan<uint> state, int word) => Vector256.Create(state.Slice(word * 8, 8));

    private static void Add(Span<uint> state, int word, Word sum) =>
        (Of(state, word) + sum).CopyTo(state.Slice(word * 8, 8));
}
