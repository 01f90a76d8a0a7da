namespace Symbiont.Fast.Framing;

/// <summary>The seed's spelling of the domain's words, both ways, and the sets the wire accepts.</summary>
public static class Vocabulary
{
    /// <summary>All tiers, in the seed's order.</summary>
    public static ReadOnlySpan<SandboxTier> Tiers => [SandboxTier.Docker, SandboxTier.GVisor, SandboxTier.Firecracker];

    /// <summary>All message types, in the seed's order.</summary>
    public static ReadOnlySpan<MessageType> MessageTypes =>
        [MessageType.Control, MessageType.Data, MessageType.Event, MessageType.Rpc];

    /// <summary>True when <paramref name="tier"/> is one of the three tiers.</summary>
    public static bool IsDefined(SandboxTier tier) => tier is >= SandboxTier.Docker and <= SandboxTier.Firecracker;

    /// <summary>True when <paramref name="type"/> is one of the four message types.</summary>
    public static bool IsDefined(MessageType type) => type is >= MessageType.Control and <= MessageType.Rpc;

    /// <summary>True when <paramref name="level"/> is one of the four security levels.</summary>
    public static bool IsDefined(SecurityLevel level) => level <= SecurityLevel.Secret;

    /// <summary>The tier as policies and names spell it: <c>docker</c>, <c>gvisor</c>, <c>firecracker</c>.</summary>
    public static string Name(SandboxTier tier) => tier switch
    {
        SandboxTier.Docker => "docker",
        SandboxTier.GVisor => "gvisor",
        SandboxTier.Firecracker => "firecracker",
        _ => "unknown",
    };

    /// <summary>The type as policies spell it: <c>control</c>, <c>data</c>, <c>event</c>, <c>rpc</c>.</summary>
    public static string Name(MessageType type) => type switch
    {
        MessageType.Control => "control",
        MessageType.Data => "data",
        MessageType.Event => "event",
        MessageType.Rpc => "rpc",
        _ => "unknown",
    };

    /// <summary>The level as spelt: <c>public</c>, <c>restricted</c>, <c>confidential</c>, <c>secret</c>.</summary>
    public static string Name(SecurityLevel level) => level switch
    {
        SecurityLevel.Public => "public",
        SecurityLevel.Restricted => "restricted",
        SecurityLevel.Confidential => "confidential",
        SecurityLevel.Secret => "secret",
        _ => "unknown",
    };

    /// <summary>Reads a tier's name; false for any other text.</summary>
    public static bool TryParse(string? text, out SandboxTier tier)
    {
        tier = text switch
        {
            "docker" => SandboxTier.Docker,
            "gvisor" => SandboxTier.GVisor,
            "firecracker" => SandboxTier.Firecracker,
            _ => default,
        };
        return tier != default;
    }

    /// <summary>Reads a message type's name; false for any other text.</summary>
    public static bool TryParse(string? text, out MessageType type)
    {
        type = text switch
        {
            "control" => MessageType.Control,
            "data" => MessageType.Data,
            "event" => MessageType.Event,
            "rpc" => MessageType.Rpc,
            _ => default,
        };
        return type != default;
    }

    /// <summary>Reads a security level's name; false for any other text.</summary>
    public static bool TryParse(string? text, out SecurityLevel level)
    {
        (level, bool known) = text switch
        {
            "public" => (SecurityLevel.Public, true),
            "restricted" => (SecurityLevel.Restricted, true),
            "confidential" => (SecurityLevel.Confidential, true),
            "secret" => (SecurityLevel.Secret, true),
            _ => (default, false),
        };
        return known;
    }
}
