using System.Text.Json;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>
/// What reached an agent, counted by its receive thread. Tells apart the demo's own messages and those of the
/// attackers.
/// </summary>
internal sealed class DeliveryCounts
{
    private long _data;
    private long _events;
    private long _controls;
    private long _calls;
    private long _strangers;

    /// <summary>Counts a message.</summary>
    public void Count(in IncomingMessage message)
    {
        if (!QuickStart.Agents.Contains(message.Sender))
        {
            Interlocked.Increment(ref _strangers);
            return;
        }

        switch (message.Type)
        {
            case MessageType.Data when message.IsSealed:
                Interlocked.Increment(ref _data);
                break;
            case MessageType.Event:
                Interlocked.Increment(ref _events);
                break;
            case MessageType.Control:
                Interlocked.Increment(ref _controls);
                break;
            case MessageType.Rpc:
                Interlocked.Increment(ref _calls);
                break;
        }
    }

    /// <summary>The counts so far.</summary>
    public DeliveryReport Report() => new(
        Interlocked.Read(ref _data), Interlocked.Read(ref _events), Interlocked.Read(ref _controls),
        Interlocked.Read(ref _calls), Interlocked.Read(ref _strangers));
}

/// <summary>What reached one agent. Travels as one line of JSON.</summary>
/// <param name="Data">Sealed data messages of the demo's agents.</param>
/// <param name="Events">Events of the demo's agents.</param>
/// <param name="Controls">Control messages of the demo's agents.</param>
/// <param name="Calls">Calls of the demo's agents.</param>
/// <param name="Strangers">Messages of anyone else: the attackers.</param>
internal sealed record DeliveryReport(long Data, long Events, long Controls, long Calls, long Strangers)
{
    /// <summary>The sum of two reports.</summary>
    public static DeliveryReport operator +(DeliveryReport a, DeliveryReport b) => new(
        a.Data + b.Data, a.Events + b.Events, a.Controls + b.Controls, a.Calls + b.Calls, a.Strangers + b.Strangers);

    /// <summary>The report as a line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads a line.</summary>
    /// <exception cref="ToolException">It is no report.</exception>
    public static DeliveryReport Parse(string line) =>
        JsonSerializer.Deserialize<DeliveryReport>(line) ?? throw new ToolException("an agent counted nothing");
}
