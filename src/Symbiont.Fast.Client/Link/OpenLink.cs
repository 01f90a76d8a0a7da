using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client;

/// <summary>A link that the router has welcomed and that nobody reads yet.</summary>
internal sealed record OpenLink(
    TransportEndPoint EndPoint, Connection Connection, LinkReader Reader, LinkKeys Keys, WelcomeMessage Welcome,
    ClockSample RouterTime)
    : IDisposable
{
    /// <summary>Opens all lanes of a session, the first one first.</summary>
    public static async Task<OpenLink[]> OpenSessionAsync(
        AgentBundle bundle, AgentClientOptions options, FormerSession? former, CancellationToken cancellation)
    {
        var links = new List<OpenLink>(options.Lanes);
        try
        {
            var endPoints = new EndPointChoice([options.EndPoint, .. options.FallbackEndPoints], options);
            links.Add(await OpenAsync(bundle, endPoints, former, null, cancellation).ConfigureAwait(false));

            // The other lanes are the same router's: they go the way that the first one has found.
            endPoints = new EndPointChoice([links[0].EndPoint], options);
            uint epoch = links[0].Welcome.Epoch;
            using ExporterSecret exporter = links[0].Keys.Exporter.Copy();
            for (int lane = 1; lane < options.Lanes; lane++)
            {
                var joined = new JoinedSession(epoch, lane, exporter);
                links.Add(await OpenAsync(bundle, endPoints, null, joined, cancellation).ConfigureAwait(false));
            }

            return [.. links];
        }
        catch
        {
            links.ForEach(link => link.Dispose());
            throw;
        }
    }

    /// <summary>Closes the connection and wipes the keys.</summary>
    public void Dispose()
    {
        Connection.Dispose();
        Keys.Dispose();
    }

    private static async Task<OpenLink> OpenAsync(
        AgentBundle bundle, EndPointChoice endPoints, FormerSession? former, JoinedSession? joined,
        CancellationToken cancellation)
    {
        (TransportEndPoint endPoint, Connection connection) =
            await endPoints.ConnectAsync(cancellation).ConfigureAwait(false);
        LinkKeys? keys = null;
        try
        {
            var connector = new AgentConnector(bundle, endPoints.Options, connection, former, joined);

            // Whoever gives up ends the wait of the thread that shakes hands.
            using (cancellation.Register(connection.Abort))
            {
                keys = await Task.Run(connector.Open, cancellation).ConfigureAwait(false);
            }

            cancellation.ThrowIfCancellationRequested();
            return new OpenLink(
                endPoint, connection, connector.Reader, keys, connector.Welcome, connector.RouterTime);
        }
        catch
        {
            connection.Dispose();
            keys?.Dispose();

            // The thread saw a closed connection, which is no refusal.
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }
}
