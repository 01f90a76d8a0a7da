using System.Buffers.Binary;

namespace Symbiont.Fast.Framing;

/// <summary>
/// The clear words before Noise message 1. They are part of the handshake's prologue, so a changed byte makes the
/// handshake fail.
/// <code>
///  0     handshake suite u8 · tier u8 · AEAD suites offered u16: bit n offers suite n, bit 0 is 0 · 0 u32
/// </code>
/// </summary>
public readonly record struct HelloMessage(byte HandshakeSuite, SandboxTier Tier, ushort AeadSuites)
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 8;

    /// <summary>Handshake suite 1: Noise_XK_25519_ChaChaPoly_SHA256; routers refuse it unless told otherwise.</summary>
    public const byte NoiseXk = 1;

    /// <summary>Handshake suite 2: Noise_XKhfs_25519+MLKEM768_ChaChaPoly_SHA256.</summary>
    public const byte NoiseXkHybrid = 2;

    /// <summary>True when the AEAD suite of that number is offered.</summary>
    public bool Offers(int aeadSuite) => aeadSuite is > 0 and < 16 && ((AeadSuites >> aeadSuite) & 1) != 0;

    /// <summary>Writes the words.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        destination[0] = HandshakeSuite;
        destination[1] = (byte)Tier;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], AeadSuites);
    }

    /// <summary>Reads and checks the words.</summary>
    public static FrameError TryRead(ReadOnlySpan<byte> source, out HelloMessage message)
    {
        message = default;
        if (source.Length < Size)
        {
            return FrameError.Truncated;
        }

        if (source[0] is not (NoiseXk or NoiseXkHybrid))
        {
            return FrameError.UnsupportedVersion;
        }

        ushort suites = BinaryPrimitives.ReadUInt16LittleEndian(source[2..]);
        if (!Vocabulary.IsDefined((SandboxTier)source[1]) || (suites & 1) != 0
            || source[4..Size].ContainsAnyExcept((byte)0))
        {
            return FrameError.ReservedNotZero;
        }

        message = new HelloMessage(source[0], (SandboxTier)source[1], suites);
        return FrameError.None;
    }
}
