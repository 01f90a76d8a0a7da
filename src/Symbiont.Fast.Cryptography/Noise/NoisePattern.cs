using static Symbiont.Fast.Cryptography.NoiseToken;

namespace Symbiont.Fast.Cryptography;

/// <summary>
/// A Noise handshake pattern (revision 34, section 7): which static keys are known before, and what each message does.
/// Immutable.
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
        ProtocolName = $"Noise_{name}_25519_ChaChaPoly_SHA256";
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

    /// <summary>The pattern's name, such as <c>XK</c>.</summary>
    public string Name { get; }

    /// <summary>The protocol's full name, from which the handshake hash starts.</summary>
    public string ProtocolName { get; }

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
