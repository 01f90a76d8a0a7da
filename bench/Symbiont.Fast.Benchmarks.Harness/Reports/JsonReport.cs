using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// A result for programs: camel case, one value a line, always in the same order, nanoseconds, times as
/// <c>hh:mm:ss.fffffff</c>; so that two results can be compared line by line.
/// </summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",

        // Nothing here goes into a page: a plus sign may stay one.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Rounded() },
    };

    /// <summary>The whole document.</summary>
    public static string Write(Report report) => JsonSerializer.Serialize(report, Options) + "\n";

    /// <summary>Reads one back, to compare with it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Report Read(string json) =>
        JsonSerializer.Deserialize<Report>(json, Options) ?? throw new JsonException("This is no report.");

    /// <summary>Three digits after the point: more would be noise in every comparison of two files.</summary>
    private sealed class Rounded : JsonConverter<double>
    {
        private const int Digits = 3;

        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Math.Round(value, Digits));
    }
}
