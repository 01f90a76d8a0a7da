using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>Sends back what it gets, out of the batch it is read from into the batch that leaves.</summary>
internal sealed class EchoAgent
{
    private static readonly SendOptions Options = new();
    private readonly RemoteAgent _other;

    public EchoAgent(AgentClient client, RemoteAgent other)
    {
        Client = client;
        _other = other;
        client.OnMessage(Echo);
    }

    public AgentClient Client { get; }

    private void Echo(AgentClient client, in IncomingMessage message)
    {
        if (!client.TryClaim(_other, MessageType.Data, message.Payload.Length, Options, out MessageClaim claim))
        {
            throw new HarnessException("A link with one message in flight has no room.");
        }

        message.Payload.CopyTo(claim.Payload);
        claim.Commit();
    }
}
