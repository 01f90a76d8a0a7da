using System.Security.Cryptography;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// Lets a kernel hash inputs of different lengths in all its lanes and compares with the platform's SHA-256. A kernel
/// that fails is not used.
/// </summary>
internal static class LaneSelfTest
{
    public static bool Holds<TKernel>()
        where TKernel : struct, ILaneKernel
    {
        Span<byte> buffer = stackalloc byte[256];
        Span<HashInput> inputs = stackalloc HashInput[TKernel.Lanes + 1];
        Span<byte> digests = stackalloc byte[(TKernel.Lanes + 1) * MerkleTree.HashSize];
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = (byte)(i * 167);
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = HashInput.Plain(i, 13 * i);
        }

        LaneSchedule.Hash<TKernel>(buffer, inputs, digests);
        Span<byte> expected = stackalloc byte[MerkleTree.HashSize];
        bool holds = true;
        for (int i = 0; i < inputs.Length; i++)
        {
            SHA256.HashData(buffer.Slice(inputs[i].Offset, inputs[i].Length), expected);
            holds &= expected.SequenceEqual(digests.Slice(i * MerkleTree.HashSize, MerkleTree.HashSize));
        }

        return holds;
    }
}
