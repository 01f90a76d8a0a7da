using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// One end of one hop: what a link record does to a payload, and nothing else. A frame header as associated data, the
/// payload under AEGIS-128L with a counter for a nonce, a tag of 32 bytes. One thread.
/// </summary>
internal sealed class HopCipher : IDisposable
{
    private readonly AeadKey _key;
    private Counter _frames;

    public HopCipher(ReadOnlySpan<byte> key) => _key = new AeadKey(AeadSuite.Aegis128L, key);

    /// <summary>What a frame is longer than its payload, in bytes.</summary>
    public static int Overhead { get; } = FrameHeader.Size + AeadSuites.TagLength(AeadSuite.Aegis128L);

    /// <summary>The two ends of a hop, with one new key.</summary>
    public static (HopCipher Sealing, HopCipher Opening) Pair()
    {
        byte[] key = new byte[AeadSuites.KeyLength(AeadSuite.Aegis128L)];
        System.Security.Cryptography.RandomNumberGenerator.Fill(key);
        return (new HopCipher(key), new HopCipher(key));
    }

    public void Seal(ReadOnlySpan<byte> payload, Span<byte> frame)
    {
        Span<byte> nonce = stackalloc byte[16];
        Next(nonce);
        new FrameHeader(frame.Length, FrameKind.Batch, 0).Write(frame);
        _key.Seal(nonce, frame[..FrameHeader.Size], payload, frame[FrameHeader.Size..]);
    }

    public void Open(ReadOnlySpan<byte> frame, Span<byte> payload)
    {
        Span<byte> nonce = stackalloc byte[16];
        Next(nonce);
        if (!_key.TryOpen(nonce, frame[..FrameHeader.Size], frame[FrameHeader.Size..], payload))
        {
            throw new HarnessException("A hop's frame does not open.");
        }
    }

    public void Dispose() => _key.Dispose();

    private void Next(Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, _frames.Value++);
    }

    /// <summary>Alone on its cache lines: the other end counts at the same time, on another core.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counter
    {
        // 0..127 empty.
        [FieldOffset(128)]
        public ulong Value;

        // 136..255 empty.
    }
}
