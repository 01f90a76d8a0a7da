using System.Text;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Session;

/// <summary>
/// The handshake's prologue: <c>"symbiont.fast link 1"</c> ‖ hello ‖ listener id length ‖ listener id. Both ends must
/// have seen the same hello, and the agent must mean the listener it reached.
/// </summary>
internal static class LinkPrologue
{
    /// <summary>The longest listener id, in bytes.</summary>
    public const int MaxListenerId = 64;

    public static byte[] Create(ReadOnlySpan<byte> hello, string listenerId)
    {
        if (listenerId.Length is 0 or > MaxListenerId || !Ascii.IsValid(listenerId))
        {
            throw new ArgumentException(
                $"A listener id has 1 to {MaxListenerId} ASCII characters.", nameof(listenerId));
        }

        return
        [
            .. "symbiont.fast link 1"u8,
            .. hello,
            (byte)listenerId.Length,
            .. Encoding.ASCII.GetBytes(listenerId),
        ];
    }
}
