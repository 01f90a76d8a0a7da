using System.Buffers.Binary;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>A baseline's payload: random bytes with a number in front, by which the right answer is known.</summary>
internal sealed class StampedPayload
{
    private readonly byte[] _sent;
    private readonly byte[] _answer;
    private ulong _number;

    public StampedPayload(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, sizeof(ulong));
        _sent = new byte[length];
        _answer = new byte[length];
        new Random(length).NextBytes(_sent);
    }

    /// <summary>What is sent next.</summary>
    public ReadOnlySpan<byte> Next()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_sent, ++_number);
        return _sent;
    }

    /// <summary>Where the answer goes.</summary>
    public Span<byte> Answer => _answer;

    /// <summary>Throws unless the answer has the number, and the last byte, of what was sent.</summary>
    public void DemandAnswer()
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(_answer) != _number || _answer[^1] != _sent[^1])
        {
            throw new HarnessException("An answer is not that of the message before it.");
        }
    }
}
