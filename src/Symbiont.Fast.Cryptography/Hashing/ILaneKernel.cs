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

    /// <summary>Takes one block into every lane's state (FIPS 180-4, section 6.2.2).</summary>
    /// <param name="state">Eight words, each for all lanes in turn: word w of lane l is at w · Lanes + l.</param>
    /// <param name="blocks">One 64-byte block for each lane.</param>
    static abstract void Compress(Span<uint> state, ReadOnlySpan<byte> blocks);
}
