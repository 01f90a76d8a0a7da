namespace Symbiont.Fast.Framing;

/// <summary>A granted right, by its dotted lower-case name.</summary>
public readonly record struct Capability
{
    /// <summary>The longest name, in bytes.</summary>
    public const int MaxLength = 63;

    private Capability(string name) => Name = name;

    /// <summary>Needed to send control messages.</summary>
    public static Capability ControlSend { get; } = new("control.send");

    /// <summary>Needed to call another agent.</summary>
    public static Capability RpcCall { get; } = new("rpc.call");

    /// <summary>Needed to answer calls.</summary>
    public static Capability RpcServe { get; } = new("rpc.serve");

    /// <summary>The name, such as <c>rpc.call</c>.</summary>
    public string Name { get; }

    /// <summary>Reads a capability's name: letters, digits, <c>.</c>, <c>-</c>, <c>_</c>, 1 to 63 of them.</summary>
    public static bool TryParse(string? text, out Capability capability)
    {
        capability = default;
        if (text is null || text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        capability = new Capability(text);
        return true;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? string.Empty;
}
