using System.Text.Json;

namespace Symbiont.Fast.Tool;

/// <summary>What one agent measured while it drove one path. Travels as one line of JSON.</summary>
internal sealed record PathReport
{
    /// <summary>Measured calls that were answered.</summary>
    public required long RoundTrips { get; init; }

    /// <summary>Round trip percentiles in microseconds: 50, 95, 99 and 99.9.</summary>
    public required double[] Percentiles { get; init; }

    /// <summary>Data messages that the router confirmed.</summary>
    public required int Data { get; init; }

    /// <summary>Events that the router confirmed.</summary>
    public required int Events { get; init; }

    /// <summary>Control messages that the router confirmed.</summary>
    public required int Controls { get; init; }

    /// <summary>True when a control message was refused because no rule allows it.</summary>
    public required bool ControlDenied { get; init; }

    /// <summary>All messages that reached the other end, calls counted once.</summary>
    public long Messages => RoundTrips + Data + Events + Controls;

    /// <summary>The report as a line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this);

    /// <summary>Reads a line.</summary>
    /// <exception cref="ToolException">It is no report.</exception>
    public static PathReport Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<PathReport>(line) ?? throw new ToolException("an agent reported nothing");
        }
        catch (JsonException)
        {
            throw new ToolException($"an agent reported what is no report: {line}");
        }
    }
}
