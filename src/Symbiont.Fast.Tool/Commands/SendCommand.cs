using System.CommandLine;
using System.Globalization;
using System.Text;
using Symbiont.Fast.Client;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary><c>send</c>: sends one message and says what became of it.</summary>
internal static class SendCommand
{
    private const int RefusedExitCode = 2;

    public static Command Create()
    {
        Option<AgentName> to = ToolOptions.Required(ToolOptions.Agent("--to", "The destination's name."));
        Option<MessageType> type = ToolOptions.MessageType("--type", "control, data, event or rpc.");
        type.DefaultValueFactory = _ => MessageType.Data;
        Option<SecurityLevel> level = ToolOptions.Level("--level", "public, restricted, confidential or secret.");
        var seal = new Option<bool>("--seal") { Description = "Seal the payload end to end, whatever its level." };
        var text = new Argument<string>("TEXT") { Description = "The payload." };
        var command = new Command("send", "Sends one message; prints the receipt, the reply or the refusal.");
        var connection = new AgentConnection(command);
        command.Add(to);
        command.Add(type);
        command.Add(level);
        command.Add(seal);
        command.Add(text);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using AgentClient client = await connection.ConnectAsync(parsed, cancellation);
            var options = new SendOptions { Level = parsed.GetValue(level), Seal = parsed.GetValue(seal) };
            byte[] payload = Encoding.UTF8.GetBytes(parsed.GetRequiredValue(text));
            try
            {
                Console.WriteLine(await SendAsync(
                    client, parsed.GetRequiredValue(to), parsed.GetValue(type), payload, options, cancellation));
                return 0;
            }
            catch (MessageRefusedException refusal)
            {
                await Console.Error.WriteLineAsync(Text(refusal));
                return RefusedExitCode;
            }
        });
        return command;
    }

    private static async Task<string> SendAsync(
        AgentClient client, AgentName destination, MessageType type, byte[] payload, SendOptions options,
        CancellationToken cancellation)
    {
        if (type == MessageType.Rpc)
        {
            ReceivedMessage reply = await client.RequestAsync(destination, payload, options, cancellation);
            return $"reply {reply.MessageId} from {reply.Sender}: {Encoding.UTF8.GetString(reply.Payload.Span)}";
        }

        Guid id = await client.SendConfirmedAsync(destination, type, payload, options, cancellation);
        return $"accepted {id}";
    }

    private static string Text(MessageRefusedException refusal)
    {
        string rule = string.IsNullOrEmpty(refusal.Rule) ? "no rule" : $"rule {refusal.Rule}";
        string retry = refusal.RetryAfter > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"; retry after {refusal.RetryAfter.TotalMilliseconds:0} ms")
            : string.Empty;
        return $"refused: {RefusalReasons.Text(refusal.Reason)} ({rule}){retry}";
    }
}
