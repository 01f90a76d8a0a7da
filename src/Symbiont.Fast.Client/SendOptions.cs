using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>What a message says beside its payload.</summary>
public sealed record SendOptions
{
    /// <summary>Restricted, no selector, no time to live.</summary>
    public static SendOptions Default { get; } = new();

    /// <summary>The security level.</summary>
    public SecurityLevel Level { get; init; } = SecurityLevel.Restricted;

    /// <summary>Method or content type.</summary>
    public uint Selector { get; init; }

    /// <summary>Time to live in milliseconds; 0 for none.</summary>
    public uint Ttl { get; init; }

    /// <summary>The application's correlation; a call's is set by the client.</summary>
    public ulong Correlation { get; init; }

    /// <summary>
    /// Seals the payload end to end, so that the router sees the header only. Confidential and Secret payloads are
    /// sealed anyway while <see cref="AgentClientOptions.EncryptionEnabled"/> is on, and so are replies to sealed calls.
    /// </summary>
    public bool Seal { get; init; }

    /// <summary>
    /// Compresses the payload (LZ4) where that makes it shorter. Only for public and restricted messages: the length of
    /// what is compressed tells of its content, and to ask for it on a higher level is an error. For the same reason,
    /// do not compress text that a stranger can choose together with text it must not learn, sealed or not.
    /// </summary>
    public bool Compress { get; init; }

    /// <summary>Marks the message urgent.</summary>
    public bool Urgent { get; init; }
}
