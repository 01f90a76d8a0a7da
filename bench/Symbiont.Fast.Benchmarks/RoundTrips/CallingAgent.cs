using System.Buffers.Binary;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>Sends one message and knows its answer by the number in it.</summary>
internal sealed class CallingAgent
{
    private static readonly SendOptions Options = new();
    private readonly RemoteAgent _other;
    private readonly int _length;
    private long _number;
    private long _answered;

    public CallingAgent(AgentClient client, RemoteAgent other, int length)
    {
        (Client, _other, _length) = (client, other, length);
        client.OnMessage((_, in message) => _answered = BinaryPrimitives.ReadInt64LittleEndian(message.Payload));
    }

    public AgentClient Client { get; }

    /// <summary>True when the last message's answer has come.</summary>
    public bool IsAnswered => _answered == _number;

    public void Send()
    {
        if (!Client.TryClaim(_other, MessageType.Data, _length, Options, out MessageClaim claim))
        {
            throw new HarnessException("A link with one message in flight has no room.");
        }

        BinaryPrimitives.WriteInt64LittleEndian(claim.Payload, ++_number);
        claim.Commit();
        Client.Flush();
    }
}
