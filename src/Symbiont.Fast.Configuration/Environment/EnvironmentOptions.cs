namespace Symbiont.Fast.Configuration;

/// <summary>
/// What the <c>SYMBIONT_*</c> variables say; <c>docs/configuration.md</c> is the reference. A variable fills in what a
/// rule leaves out; a rule's word always wins, and no variable weakens a policy.
/// </summary>
public sealed record EnvironmentOptions
{
    /// <summary><c>SYMBIONT_COMM_BUS_PORT</c>: the port base of the buses' TCP listeners; null for none.</summary>
    public int? CommBusPort { get; init; }

    /// <summary><c>SYMBIONT_COMM_BUS_THREADS</c>: how many threads the engine's duty cycles get.</summary>
    public int CommBusThreads { get; init; } = 1;

    /// <summary><c>SYMBIONT_ROUTER_SHARDS</c>: how many shards route, each on one of these threads.</summary>
    public int RouterShards { get; init; } = 1;

    /// <summary><c>SYMBIONT_SOCKET_DRIVER</c>: what moves the bytes of the router's sockets.</summary>
    public SocketDriver SocketDriver { get; init; }

    /// <summary><c>SYMBIONT_COMM_BUS_BUFFER_SIZE</c>: each bus's ring buffer in KiB, a power of two.</summary>
    public int CommBusBufferKiB { get; init; } = 1024;

    /// <summary>
    /// <c>SYMBIONT_ENCRYPTION_ENABLED</c>, about the end-to-end seal and never the hop: true makes a client seal
    /// Confidential and Secret payloads; false sends them under the hop's protection alone.
    /// </summary>
    public bool EncryptionEnabled { get; init; } = true;

    /// <summary>
    /// <c>SYMBIONT_SIGNATURE_REQUIRED</c>: whether clients sign. Whether a path wants a signature is the policy's word.
    /// </summary>
    public bool SignatureRequired { get; init; } = true;

    /// <summary>
    /// <c>SYMBIONT_AUDIT_LOGGING</c>: for rules that leave <c>audit_logging</c> out. Refusals are always audited.
    /// </summary>
    public bool AuditLogging { get; init; } = true;

    /// <summary><c>SYMBIONT_CONN_POOL_SIZE</c>; not in effect yet.</summary>
    public int? ConnectionPoolSize { get; init; }

    /// <summary><c>SYMBIONT_RETRY_MAX_ATTEMPTS</c>; not in effect yet.</summary>
    public int? RetryMaxAttempts { get; init; }

    /// <summary><c>SYMBIONT_CIRCUIT_BREAKER_THRESHOLD</c>; not in effect yet.</summary>
    public int? CircuitBreakerThreshold { get; init; }

    /// <summary>What rules get where they leave something out.</summary>
    public PolicyDefaults PolicyDefaults => new(AuditLogging);

    /// <summary>Reads and validates the variables in <paramref name="variables"/>; others are passed over.</summary>
    public static EnvironmentResult Read(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new EnvironmentReader(variables).Read();
    }

    /// <summary>Reads and validates the variables of this process.</summary>
    public static EnvironmentResult ReadProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return Read(variables);
    }
}
