using System.Buffers.Binary;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.EndToEnd;

/// <summary>An endless, repeatable stream of first frames that no router may answer. One thread.</summary>
internal sealed class MalformedFrames
{
    private const int Hellos = 32;

    private readonly Random _random;
    private readonly byte[][] _hellos;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">The stream's seed.</param>
    /// <param name="hellos">First frames that the router would answer as they are.</param>
    public MalformedFrames(int seed, byte[][] hellos) => (_random, _hellos) = (new Random(seed), hellos);

    /// <summary>First frames for a router of this public key and the Docker tier.</summary>
    public static byte[][] GenuineHellos(byte[] routerKey) =>
        [.. Enumerable.Range(0, Hellos).Select(_ => GenuineHello(routerKey))];

    /// <summary>A first frame from one who knows <paramref name="routerKey"/>.</summary>
    public static byte[] GenuineHello(byte[] routerKey)
    {
        using KeyAgreementKey statics = KeyAgreementKey.Generate();
        using var handshake = new AgentHandshake(
            SandboxTier.Docker, "docker", AeadSuites.SupportedHere, statics, routerKey, new byte[64]);
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        return frame[..handshake.WriteFirst(frame)];
    }

    /// <summary>The next frame.</summary>
    public byte[] Next() => _random.Next(8) switch
    {
        0 => RandomBytes(),
        1 => RandomBody(),
        2 => WrongHeader(),
        3 => WrongLength(),
        4 => Truncated(),
        5 => OtherKind(),
        _ => Mutated(),
    };

    /// <summary>Changes one to four bits of <paramref name="bytes"/>, no two alike.</summary>
    public void Mutate(byte[] bytes)
    {
        int first = _random.Next(bytes.Length * 8);
        int flips = _random.Next(1, 5);
        for (int i = 0; i < flips; i++)
        {
            int bit = (first + (i * 13)) % (bytes.Length * 8);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    /// <summary>Some random bytes.</summary>
    public byte[] RandomBytes(int least = 1, int most = 300)
    {
        byte[] bytes = new byte[_random.Next(least, most)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Hello() => (byte[])_hellos[_random.Next(_hellos.Length)].Clone();

    // A proper header and hello; what should be a key and its tag is not.
    private byte[] RandomBody()
    {
        byte[] frame = RandomBytes(FrameHeader.Size + 1);
        new FrameHeader(frame.Length, FrameKind.Handshake, 0).Write(frame);
        if (frame.Length >= FrameHeader.Size + HelloMessage.Size)
        {
            new HelloMessage(HelloMessage.NoiseXkHybrid, SandboxTier.Docker, (ushort)AeadSuites.SupportedHere)
                .Write(frame.AsSpan(FrameHeader.Size));
        }

        return frame;
    }

    private byte[] WrongHeader()
    {
        byte[] frame = Hello();
        frame[_random.Next(4, FrameHeader.Size)] ^= (byte)_random.Next(1, 256);
        return frame;
    }

    private byte[] WrongLength()
    {
        byte[] frame = Hello();
        uint length = _random.Next(4) switch
        {
            0 => (uint)_random.Next(0, frame.Length),
            1 => (uint)_random.Next(frame.Length + 1, 2 * WireLimits.MaxHandshakeFrame),
            2 => (uint)_random.Next(),
            _ => uint.MaxValue - (uint)_random.Next(100),
        };
        BinaryPrimitives.WriteUInt32LittleEndian(frame, length == frame.Length ? 0 : length);
        return frame;
    }

    private byte[] Truncated()
    {
        byte[] frame = Hello();
        return frame[.._random.Next(1, frame.Length)];
    }

    private byte[] OtherKind()
    {
        byte[] frame = RandomBytes(FrameHeader.Size + 1);
        new FrameHeader(frame.Length, (FrameKind)_random.Next(2, 6), 0).Write(frame);
        return frame;
    }

    private byte[] Mutated()
    {
        byte[] frame = Hello();
        Mutate(frame);
        return frame;
    }
}
