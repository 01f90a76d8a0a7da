using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>A sandbox's socket, and the tier of the agents behind it; null for any.</summary>
internal sealed record AuthoritySocket(UnixEndPoint EndPoint, SandboxTier? Tier)
{
    /// <summary>Reads <c>unix:/path</c> or <c>docker=unix:/path</c>.</summary>
    public static bool TryParse(string text, out AuthoritySocket socket)
    {
        socket = null!;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        SandboxTier? tier = null;
        if (equals > 0 && !text.StartsWith("unix:", StringComparison.Ordinal))
        {
            if (!Vocabulary.TryParse(text[..equals], out SandboxTier bound))
            {
                return false;
            }

            tier = bound;
            text = text[(equals + 1)..];
        }

        bool parsed = TransportEndPoint.TryParse(text, out TransportEndPoint? endPoint) && endPoint is UnixEndPoint;
        if (parsed)
        {
            socket = new AuthoritySocket((UnixEndPoint)endPoint!, tier);
        }

        return parsed;
    }
}
