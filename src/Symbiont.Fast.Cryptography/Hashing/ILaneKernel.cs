using System.Runtime.Intrinsics;

namespace Symbiont.Fast.Cryptography;

/// <summary>SHA-256's compression function for several independent messages at once, one a lane.</summary>
internal interface ILaneKernel
{
    /// <summary>How many messages it takes at once.</summary>
    static abstract int Lanes { get; }

    /// <summary>True when this processor can run it.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>
    /// What one step costs on all lanes together, in nanoseconds, measured on the reference machine. It decides when
    /// lanes pay; a wrong figure costs time and nothing else.
    /// </summary>
    static abstract int StepCost { get; }

    /// <summary>Gives some lanes the initial state (FIPS 180-4, section 5.3.3).</summary>
    /// <param name="state">Eight words, each for all lanes in turn: word w of lane l is at w · Lanes + l.</param>
    /// <param name="lanes">The lanes, a bit each; the others keep their state.</param>
    static abstract void Start(Span<uint> state, uint lanes);

    /// <summary>Takes one block into every lane's state (FIPS 180-4, section 6.2.2).</summary>
    /// <param name="state">As in <see cref="Start"/>.</param>
    /// <param name="blocks">
    /// One block of 64 bytes for each lane, in halves: those of lane l are at l and Lanes + l. Overwritten.
    /// </param>
    static abstract void Compress(Span<uint> state, Span<Vector256<uint>> blocks);

    /// <summary>Writes every lane's state as a digest: 32 bytes for each lane.</summary>
    static abstract void Digests(ReadOnlySpan<uint> state, Span<byte> digests);
}
