using System.Net.Sockets;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>Requests to a running authority over the operator's socket in its folder.</summary>
internal static class AuthorityOperator
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks, and returns the response's body.</summary>
    /// <exception cref="ToolException">No authority runs there.</exception>
    public static async Task<byte[]> AskAsync(
        string folder, AuthorityRequestKind kind, byte[] body, CancellationToken cancellation)
    {
        var link = new AuthorityLink(new UnixEndPoint(AuthorityFolder.OperatorSocket(folder)), s_timeout);
        try
        {
            return await AuthorityLink.AskAsync(link.ExchangeAsync, kind, body, cancellation);
        }
        catch (SocketException fault)
        {
            throw new ToolException(
                $"no authority runs in {folder} (start it with: authority serve --dir {folder} …): {fault.Message}",
                fault);
        }
    }
}
