using System.Text;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The handshake's prologue: <c>"symbiont.fast link 1"</c> ‖ hello ‖ listener id length ‖ listener id. Both ends must
/// have seen the same hello, and the agent must mean the listener it reached. Inside a live session it begins with
/// <c>"symbiont.fast relink 1"</c> and ends with a secret of that session, so that only its two ends can go on.
/// </summary>
internal static class LinkPrologue
{
    /// <summary>The longest listener id, in bytes.</summary>
    public const int MaxListenerId = 64;

    /// <summary>The length of what binds a handshake to a live session, in bytes.</summary>
    public const int BindingSize = 32;

    /// <summary>Puts the prologue together; the caller wipes it when there is a binding.</summary>
    /// <param name="hello">The hello as sent.</param>
    /// <param name="listenerId">The listener's id.</param>
    /// <param name="binding">Of a live session, see <see cref="Bind"/>; empty for a new link.</param>
    public static byte[] Create(ReadOnlySpan<byte> hello, string listenerId, ReadOnlySpan<byte> binding)
    {
        if (listenerId.Length is 0 or > MaxListenerId || !Ascii.IsValid(listenerId))
        {
            throw new ArgumentException(
                $"A listener id has 1 to {MaxListenerId} ASCII characters.", nameof(listenerId));
        }

        return
        [
            .. binding.IsEmpty ? "symbiont.fast link 1"u8 : "symbiont.fast relink 1"u8,
            .. hello,
            (byte)listenerId.Length,
            .. Encoding.ASCII.GetBytes(listenerId),
            .. binding,
        ];
    }

    /// <summary>What binds a handshake to a live session: a secret of its latest handshake, and so of no other.</summary>
    public static byte[] Bind(LinkKeys live)
    {
        byte[] binding = new byte[BindingSize];
        live.Exporter.Derive("symbiont.fast rehandshake"u8, live.HandshakeHash, binding);
        return binding;
    }
}
