using System.Text.Json;
using System.Text.Json.Serialization;

namespace Symbiont.Fast.Checks;

/// <summary>Lets a text of several lines be written as an array of lines, without <c>\n</c> in it.</summary>
internal sealed class TextOrLinesConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return reader.GetString() ?? throw new JsonException("expected a text or an array of lines");
        }

        var lines = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            lines.Add(reader.GetString() ?? throw new JsonException("expected a line"));
        }

        return string.Join('\n', lines);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
