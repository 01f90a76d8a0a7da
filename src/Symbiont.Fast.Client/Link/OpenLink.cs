using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;
using Symbiont.Fast.Transport;
using Symbiont.Fast.Transport.InProcess;
using Symbiont.Fast.Transport.SharedMemory;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Client;

/// <summary>A link that the router has welcomed and that nobody reads yet.</summary>
internal sealed record OpenLink(
    Connection Connection, LinkReader Reader, LinkKeys Keys, WelcomeMessage Welcome, ClockSample RouterTime)
    : IDisposable
{
    /// <summary>Opens all lanes of a session, the first one first.</summary>
    public static async Task<OpenLink[]> OpenSessionAsync(
        AgentBundle bundle, AgentClientOptions options, FormerSession? former, CancellationToken cancellation)
    {
        var links = new List<OpenLink>(options.Lanes);
        try
        {
            links.Add(await OpenAsync(bundle, options, former, null, cancellation).ConfigureAwait(false));
            uint epoch = links[0].Welcome.Epoch;
            using ExporterSecret exporter = links[0].Keys.Exporter.Copy();
            for (int lane = 1; lane < options.Lanes; lane++)
            {
                var joined = new JoinedSession(epoch, lane, exporter);
                links.Add(await OpenAsync(bundle, options, null, joined, cancellation).ConfigureAwait(false));
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
        AgentBundle bundle, AgentClientOptions options, FormerSession? former, JoinedSession? joined,
        CancellationToken cancellation)
    {
        Connection connection = await ConnectAsync(options, cancellation).ConfigureAwait(false);
        try
        {
            var connector = new AgentConnector(bundle, options, connection, former, joined);
            LinkKeys keys = await Task.Run(connector.Open, cancellation).ConfigureAwait(false);
            return new OpenLink(connection, connector.Reader, keys, connector.Welcome, connector.RouterTime);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<Connection> ConnectAsync(AgentClientOptions options, CancellationToken cancellation) =>
        options.EndPoint switch
        {
            InProcessEndPoint here => InProcessConnection.Connect(here, options.SendTimeout),
            SharedMemoryEndPoint shared => await AgentConnection.ConnectAsync(
                shared, options.ConnectTimeout, options.SendTimeout, cancellation).ConfigureAwait(false),
            _ => await SocketConnection.ConnectAsync(
                options.EndPoint, options.ConnectTimeout, options.SendTimeout, cancellation).ConfigureAwait(false),
        };
}
