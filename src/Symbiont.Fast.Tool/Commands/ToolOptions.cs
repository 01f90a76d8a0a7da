using System.CommandLine;
using System.CommandLine.Parsing;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Tool;

/// <summary>Options whose values have a form, so that a wrong one is refused with what was expected.</summary>
internal static class ToolOptions
{
    public delegate bool TryParse<T>(string text, out T value);

    public static Option<T> Value<T>(string name, string description, string expected, TryParse<T> parse) =>
        new(name) { Description = description, CustomParser = result => One(result, expected, parse) };

    public static Option<string> File(string name, string description) => new(name) { Description = description };

    public static Option<string> RequiredFile(string name, string description) => Required(File(name, description));

    public static Option<TransportEndPoint> EndPoint(string name, string description) => Value(
        name, description, "unix:/path, shm:/path or tcp:address:port",
        (string text, out TransportEndPoint value) =>
        {
            bool parsed = TransportEndPoint.TryParse(text, out TransportEndPoint? endPoint);
            value = endPoint!;
            return parsed;
        });

    public static Option<AgentName> Agent(string name, string description) => Value(
        name, description, "spiffe://<trust-domain>/<docker|gvisor|firecracker>/<agent-id>",
        (string text, out AgentName value) =>
        {
            bool parsed = AgentName.TryParse(text, out AgentName? agent);
            value = agent!;
            return parsed;
        });

    public static Option<SecurityLevel> Level(string name, string description)
    {
        Option<SecurityLevel> option = Value<SecurityLevel>(
            name, description, "public, restricted, confidential or secret", Vocabulary.TryParse);
        option.DefaultValueFactory = _ => SecurityLevel.Restricted;
        return option;
    }

    public static Option<MessageType> MessageType(string name, string description) =>
        Value<MessageType>(name, description, "control, data, event or rpc", Vocabulary.TryParse);

    public static Option<TimeSpan> Duration(string name, string description, TimeSpan otherwise)
    {
        Option<TimeSpan> option = Value<TimeSpan>(
            name, description, "a duration such as 30m, 1h or 90d", Validity.TryParseDuration);
        option.DefaultValueFactory = _ => otherwise;
        return option;
    }

    public static Option<Capability[]> Capabilities(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => Many<Capability>(result, "a capability such as rpc.call", Capability.TryParse),
        DefaultValueFactory = _ => [.. AgentProvisioning.AllCapabilities],
    };

    public static Option<T> Required<T>(Option<T> option)
    {
        option.Required = true;
        return option;
    }

    public static T[] Many<T>(ArgumentResult result, string expected, TryParse<T> parse)
    {
        var values = new List<T>();
        foreach (Token token in result.Tokens)
        {
            if (!parse(token.Value, out T value))
            {
                result.AddError($"'{token.Value}': expected {expected}");
                return [];
            }

            values.Add(value);
        }

        return [.. values];
    }

    private static T One<T>(ArgumentResult result, string expected, TryParse<T> parse)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!parse(text, out T value))
        {
            result.AddError($"'{text}': expected {expected}");
        }

        return value;
    }
}
