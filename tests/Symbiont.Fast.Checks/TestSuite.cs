using System.Text.Json;
using System.Text.Json.Serialization;

namespace Symbiont.Fast.Checks;

/// <summary>A test project, and within it the classes to run.</summary>
/// <param name="Project">The project's name; its folder is <c>tests/Project</c>.</param>
/// <param name="Classes">The full name of a test class with <c>*</c> at its start or end; <c>null</c> for all.</param>
[JsonConverter(typeof(TestSuiteConverter))]
internal sealed record TestSuite(string Project, string? Classes)
{
    /// <summary>Reads <c>Project</c> or <c>Project/ClassPattern</c>.</summary>
    public static TestSuite Parse(string text)
    {
        int slash = text.IndexOf('/');
        return slash < 0 ? new TestSuite(text, null) : new TestSuite(text[..slash], text[(slash + 1)..]);
    }

    public override string ToString() => Classes is null ? Project : $"{Project}/{Classes}";

    private sealed class TestSuiteConverter : JsonConverter<TestSuite>
    {
        public override TestSuite Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? throw new JsonException("expected a test project's name"));

        public override void Write(Utf8JsonWriter writer, TestSuite value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
