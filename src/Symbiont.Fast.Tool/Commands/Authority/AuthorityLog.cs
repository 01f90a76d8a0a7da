using System.Text;
using System.Text.Json;
using Symbiont.Fast.Authority;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Tool;

/// <summary>The authority's log: one line of JSON on standard output for each event. Called under the service's lock.
/// </summary>
internal static class AuthorityLog
{
    public static void Write(AuthorityEvent happened)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("Timestamp", Times.Text(SystemClock.Instance.UnixNanoseconds));
            json.WriteString("Event", happened.Action.ToString());
            if (happened.Status != AuthorityStatus.Done)
            {
                json.WriteString("Reason", happened.Status.ToString());
                json.WriteNumber("ReasonCode", (int)happened.Status);
            }

            if (happened.Name is { } name)
            {
                json.WriteString("Agent", name.ToString());
            }

            if (happened.Action == AuthorityAction.ListPublished)
            {
                json.WriteNumber("Number", happened.Serial);
            }
            else if (happened.Serial != 0)
            {
                json.WriteString("Serial", Serials.Text(happened.Serial));
            }

            if (happened.Detail.Length > 0)
            {
                json.WriteString("Detail", happened.Detail);
            }

            json.WriteEndObject();
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(memory.ToArray()));
    }
}
