using BenchmarkDotNet.Attributes;
using Symbiont.Fast.Cryptography;

namespace Symbiont.Fast.Benchmarks.Cryptography;

/// <summary>SHA-256 of 64 messages of one length, each way that this processor has. Times are per message.</summary>
[MemoryDiagnoser]
public class Hashing
{
    private const int Messages = 64;

    private readonly HashInput[] _inputs = new HashInput[Messages];
    private readonly byte[] _digests = new byte[Messages * MerkleTree.HashSize];
    private byte[] _buffer = [];

    /// <summary>Header and payload, in bytes: payloads of 32, 256, 1,024 and 16,384.</summary>
    [Params(64, 288, 1056, 16_416)]
    public int Length { get; set; }

    /// <summary>Fills the buffer.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _buffer = new byte[Messages * Length];
        new Random(1).NextBytes(_buffer);
        for (int i = 0; i < Messages; i++)
        {
            _inputs[i] = HashInput.Leaf((ulong)i, i * Length, Length);
        }
    }

    /// <summary>The platform's, one by one.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public void Platform() => LaneSha256.HashOneByOne(_buffer, _inputs, _digests);

    /// <summary>Eight lanes.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void EightLanes() => LaneSchedule.Hash<Sha256Avx2>(_buffer, _inputs, _digests);

    /// <summary>Sixteen lanes; emulated, and very slow, without AVX-512.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void SixteenLanes() => LaneSchedule.Hash<Sha256Avx512>(_buffer, _inputs, _digests);

    /// <summary>What the product uses.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void Chosen() => LaneSha256.Hash(_buffer, _inputs, _digests);
}
