using Symbiont.Fast.Interop.Linux;
using static Symbiont.Fast.Cryptography.NoiseToken;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// A Noise handshake pattern (revision 34, section 7): which static keys are known before, and what each message does.
/// Immutable. The <c>hfs</c> patterns add ML-KEM-768 (FIPS 203) as the hybrid forward secrecy extension says (Noise HFS,
/// revision 1 draft): whoever breaks only X25519 or only ML-KEM learns nothing.
/// </summary>
public sealed class NoisePattern
{
    /// <summary>An ephemeral or unencrypted static key in a message, in bytes.</summary>
    internal const int KeySize = 32;

    /// <summary>What encryption adds to a static key or a payload, in bytes.</summary>
    internal const int TagSize = 16;

    private readonly NoiseToken[][] _messages;
    private readonly int[] _overheads;

    /// <summary>Describes a pattern; the messages alternate, the initiator's first.</summary>
    internal NoisePattern(
        string name, bool initiatorStaticKnown, bool responderStaticKnown, params NoiseToken[][] messages)
    {
        Name = name;
        IsHybrid = messages[0].Contains(E1);
        ProtocolName = $"Noise_{name}_25519{(IsHybrid ? "+MLKEM768" : string.Empty)}_ChaChaPoly_SHA256";
        InitiatorStaticKnown = initiatorStaticKnown;
        ResponderStaticKnown = responderStaticKnown;
        _messages = messages;
        _overheads = MeasureOverheads(messages);
    }

    /// <summary>
    /// The initiator knows the responder's static key; the initiator's own is sent last, encrypted, to a responder that
    /// has proven itself.
    /// </summary>
    public static NoisePattern XK { get; } = new("XK", false, true, [E, Es], [E, Ee], [S, Se]);

    /// <summary>
    /// As XK in two messages: the initiator's identity is sent at once, and its first payload can be replayed.
    /// </summary>
    public static NoisePattern IK { get; } = new("IK", false, true, [E, Es, S, Ss], [E, Ee, Se]);

    /// <summary>Both know the other's static key.</summary>
    public static NoisePattern KK { get; } = new("KK", true, true, [E, Es, Ss], [E, Ee, Se]);

    /// <summary>Neither knows the other's static key; both are sent encrypted.</summary>
    public static NoisePattern XX { get; } = new("XX", false, false, [E], [E, Ee, S, Es], [S, Se]);

    /// <summary>XK, hybrid: the link's handshake.</summary>
    public static NoisePattern XKhfs { get; } = new("XKhfs", false, true, [E, Es, E1], [E, Ee, Ekem1], [S, Se]);

    /// <summary>IK, hybrid.</summary>
    public static NoisePattern IKhfs { get; } = new("IKhfs", false, true, [E, Es, E1, S, Ss], [E, Ee, Ekem1, Se]);

    /// <summary>KK, hybrid: between two agents that have each other's credential.</summary>
    public static NoisePattern KKhfs { get; } = new("KKhfs", true, true, [E, Es, E1, Ss], [E, Ee, Ekem1, Se]);

    /// <summary>XX, hybrid.</summary>
    public static NoisePattern XXhfs { get; } =
        new("XXhfs", false, false, [E, E1], [E, Ee, Ekem1, S, Es], [S, Se]);

    /// <summary>The pattern's name, such as <c>XK</c>.</summary>
    public string Name { get; }

    /// <summary>The protocol's full name, from which the handshake hash starts.</summary>
    public string ProtocolName { get; }

    /// <summary>True when ML-KEM-768 takes part.</summary>
    public bool IsHybrid { get; }

    /// <summary>How many messages the handshake has.</summary>
    public int MessageCount => _messages.Length;

    /// <summary>True when the responder must know the initiator's static key before the first message.</summary>
    internal bool InitiatorStaticKnown { get; }

    /// <summary>True when the initiator must know the responder's static key before the first message.</summary>
    internal bool ResponderStaticKnown { get; }

    /// <summary>What a message does, in order.</summary>
    internal ReadOnlySpan<NoiseToken> Message(int index) => _messages[index];

    /// <summary>How many bytes a message has beyond its payload.</summary>
    internal int Overhead(int index) => _overheads[index];

    private static int[] MeasureOverheads(NoiseToken[][] messages)
    {
        var overheads = new int[messages.Length];
        int tag = 0;
        for (int index = 0; index < messages.Length; index++)
        {
            foreach (NoiseToken token in messages[index])
            {
                switch (token)
                {
                    case E:
                        overheads[index] += KeySize;
                        break;
                    case S:
                        overheads[index] += KeySize + tag;
                        break;
                    case E1:
                        overheads[index] += SodiumKem.PublicKeyLength + tag;
                        break;
                    case Ekem1:
                        overheads[index] += SodiumKem.CiphertextLength + tag;
                        tag = TagSize;
                        break;
                    default:
                        // The first DH makes a key; everything after it is encrypted.
                        tag = TagSize;
                        break;
                }
            }

            overheads[index] += tag;
        }

        return overheads;
    }
}
