using System.Diagnostics.CodeAnalysis;

namespace Symbiont.Fast.Transport;

/// <summary>
/// Several ways to one router, the preferred first, as a text: endpoints parted by commas, such as
/// <c>unix:/run/a.sock,vsock:host:5000</c>. That is why no endpoint's text has a comma in it.
/// </summary>
public static class EndPointList
{
    /// <summary>How many there may be.</summary>
    public const int Most = 8;

    /// <summary>Reads a list; false when one of its parts is no endpoint, is there twice, or there are too many.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IReadOnlyList<TransportEndPoint>? endPoints)
    {
        endPoints = null;
        string[] parts = text?.Split(TransportEndPoint.Separator) ?? [];
        var found = new List<TransportEndPoint>(parts.Length);
        foreach (string part in parts)
        {
            if (!TransportEndPoint.TryParse(part, out TransportEndPoint? endPoint) || found.Contains(endPoint))
            {
                return false;
            }

            found.Add(endPoint);
        }

        if (found.Count is 0 or > Most)
        {
            return false;
        }

        endPoints = found;
        return true;
    }
}
