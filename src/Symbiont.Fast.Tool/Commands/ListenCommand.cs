using System.CommandLine;
using System.Text;
using System.Threading.Channels;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>listen</c>: prints what an agent receives, and answers calls with an echo.</summary>
internal static class ListenCommand
{
    private const int ShownBytes = 200;

    public static Command Create()
    {
        var count = new Option<int?>("--count") { Description = "End after so many messages." };
        var command = new Command("listen", "Prints an agent's messages; calls are answered with an echo.");
        var connection = new AgentConnection(command);
        command.Add(count);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using AgentClient client = await connection.ConnectAsync(parsed, cancellation);
            Console.WriteLine($"listening as {client.Name}");
            for (int received = 0; received != parsed.GetValue(count); received++)
            {
                ReceivedMessage? message = await NextAsync(client, cancellation);
                if (message is null)
                {
                    return cancellation.IsCancellationRequested || await IsOrdinaryEndAsync(client) ? 0 : 1;
                }

                Console.WriteLine(Line(message));
                if (message.Type == MessageType.Rpc)
                {
                    await client.ReplyAsync(message, message.Payload, new SendOptions { Level = message.Level });
                }
            }

            return 0;
        });
        return command;
    }

    /// <summary>The next message; null when the session or the command ended.</summary>
    private static async Task<ReceivedMessage?> NextAsync(AgentClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.ReceiveAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (ChannelClosedException)
        {
            RefusalReason reason = await client.Closed;
            await Console.Error.WriteLineAsync(reason == RefusalReason.None
                ? "symbiont-fast: the router ended the session"
                : $"symbiont-fast: the router ended the session: {RefusalReasons.Text(reason)}");
            return null;
        }
    }

    // A router that goes down in order is no failure of the listener.
    private static async Task<bool> IsOrdinaryEndAsync(AgentClient client) =>
        await client.Closed is RefusalReason.ShuttingDown;

    private static string Line(ReceivedMessage message) =>
        $"{message.Timestamp:HH:mm:ss.fff} {Vocabulary.Name(message.Type)} from {message.Sender} "
        + $"[{Vocabulary.Name(message.Level)}, {message.Payload.Length} bytes]: {Text(message.Payload.Span)}";

    // What an agent says may hold anything, escape sequences for the operator's terminal too.
    private static string Text(ReadOnlySpan<byte> payload)
    {
        string text = Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, ShownBytes)]);
        string shown = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return payload.Length > ShownBytes ? shown + "…" : shown;
    }
}
