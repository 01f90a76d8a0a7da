using System.Buffers.Binary;
using System.Text;

namespace Symbiont.Fast.Framing;

/// <summary>
/// Who an agent is and what it may do, as credentials and the authority's requests carry it. Any thread.
/// <code>
///   0     version u8 = 1 · tier u8 · clearance u8 · capability count u8 · name length u16 · capability bytes u16
///   t     name in ASCII, then the capabilities, each length u8 and ASCII; zeros to a multiple of 8
/// </code>
/// </summary>
internal static class IdentityText
{
    /// <summary>The head's length in bytes.</summary>
    public const int HeadSize = 8;

    private const byte LayoutVersion = 1;
    private const int NameLengthOffset = 4;
    private const int CapabilityBytesOffset = NameLengthOffset + 2;

    /// <summary>The length of the text, padding included, in bytes.</summary>
    /// <exception cref="ArgumentException">The identity does not fit a credential.</exception>
    public static int TextLength(AgentIdentity identity)
    {
        int capabilities = identity.Capabilities.Sum(capability => 1 + capability.Name.Length);
        int length = WireLimits.Align(identity.Name.ToString().Length + capabilities);
        return identity.Capabilities.Count <= CredentialLayout.MaxCapabilities && length <= CredentialLayout.MaxText
            ? length
            : throw new ArgumentException("The capabilities do not fit a credential.", nameof(identity));
    }

    /// <summary>Writes head and text; returns where the text ends.</summary>
    /// <exception cref="ArgumentException">The identity does not fit a credential.</exception>
    public static int Write(Span<byte> destination, int textOffset, AgentIdentity identity)
    {
        string name = identity.Name.ToString();
        int length = TextLength(identity);
        destination[0] = LayoutVersion;
        destination[1] = (byte)identity.Tier;
        destination[2] = (byte)identity.SecurityClearance;
        destination[3] = (byte)identity.Capabilities.Count;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[NameLengthOffset..], (ushort)name.Length);
        Span<byte> text = destination.Slice(textOffset, length);
        text.Clear();
        int capabilityBytes = 0;
        Span<byte> rest = text[Encoding.ASCII.GetBytes(name, text)..];
        foreach (Capability capability in identity.Capabilities)
        {
            rest[0] = (byte)capability.Name.Length;
            int taken = 1 + Encoding.ASCII.GetBytes(capability.Name, rest[1..]);
            rest = rest[taken..];
            capabilityBytes += taken;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination[CapabilityBytesOffset..], (ushort)capabilityBytes);
        return textOffset + length;
    }

    /// <summary>Reads head and text out of bytes that go on for exactly <paramref name="tail"/> after the text.</summary>
    /// <param name="source">The whole structure.</param>
    /// <param name="textOffset">Where the text begins.</param>
    /// <param name="tail">How many bytes follow the padded text.</param>
    /// <param name="end">Where the padded text ends.</param>
    /// <param name="identity">Who it is.</param>
    public static FrameError TryRead(
        ReadOnlySpan<byte> source, int textOffset, int tail, out int end, out AgentIdentity? identity)
    {
        identity = null;
        end = 0;
        if (source.Length < textOffset)
        {
            return FrameError.Truncated;
        }

        if (source[0] != LayoutVersion)
        {
            return FrameError.UnsupportedVersion;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(source[NameLengthOffset..]);
        int capabilityBytes = BinaryPrimitives.ReadUInt16LittleEndian(source[CapabilityBytesOffset..]);
        int textEnd = textOffset + nameLength + capabilityBytes;
        end = WireLimits.Align(textEnd);
        if (source.Length != end + tail || end - textOffset > CredentialLayout.MaxText)
        {
            return FrameError.LengthOutOfRange;
        }

        return source[textEnd..end].ContainsAnyExcept((byte)0)
            ? FrameError.PaddingNotZero
            : ReadText(source, source.Slice(textOffset, nameLength + capabilityBytes), nameLength, out identity);
    }

    private static FrameError ReadText(
        ReadOnlySpan<byte> head, ReadOnlySpan<byte> text, int nameLength, out AgentIdentity? identity)
    {
        identity = null;
        string spelt = Encoding.ASCII.GetString(text[..nameLength]);
        if (!AgentName.TryParse(spelt, out AgentName? name) || (SandboxTier)head[1] != name.Tier)
        {
            return FrameError.BadText;
        }

        var clearance = (SecurityLevel)head[2];
        if (!Vocabulary.IsDefined(clearance))
        {
            return FrameError.UnknownSecurityLevel;
        }

        FrameError error = ReadCapabilities(text[nameLength..], head[3], out List<Capability> capabilities);
        if (error == FrameError.None)
        {
            identity = new AgentIdentity(name, clearance, capabilities);
        }

        return error;
    }

    private static FrameError ReadCapabilities(ReadOnlySpan<byte> rest, int count, out List<Capability> capabilities)
    {
        capabilities = [];
        if (count > CredentialLayout.MaxCapabilities)
        {
            return FrameError.CountMismatch;
        }

        for (int i = 0; i < count; i++)
        {
            if (rest.IsEmpty || rest.Length < 1 + rest[0])
            {
                return FrameError.Truncated;
            }

            if (!Capability.TryParse(Encoding.ASCII.GetString(rest.Slice(1, rest[0])), out Capability capability))
            {
                return FrameError.BadText;
            }

            capabilities.Add(capability);
            rest = rest[(1 + rest[0])..];
        }

        return rest.IsEmpty ? FrameError.None : FrameError.TrailingBytes;
    }
}
