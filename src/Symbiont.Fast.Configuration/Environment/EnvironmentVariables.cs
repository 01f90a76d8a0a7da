namespace Symbiont.Fast.Configuration;

/// <summary>The names of the variables that the project reads.</summary>
public static class EnvironmentVariables
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "SYMBIONT_";

    /// <summary>The port base of the buses' TCP listeners.</summary>
    public const string CommBusPort = "SYMBIONT_COMM_BUS_PORT";

    /// <summary>How many threads the engine's duty cycles get.</summary>
    public const string CommBusThreads = "SYMBIONT_COMM_BUS_THREADS";

    /// <summary>How many shards route.</summary>
    public const string RouterShards = "SYMBIONT_ROUTER_SHARDS";

    /// <summary>What moves the bytes of the router's sockets.</summary>
    public const string SocketDriver = "SYMBIONT_SOCKET_DRIVER";

    /// <summary>The size of each bus's ring buffer, in KiB.</summary>
    public const string CommBusBufferSize = "SYMBIONT_COMM_BUS_BUFFER_SIZE";

    /// <summary>Whether clients keep sensitive payloads back that are not sealed end to end.</summary>
    public const string EncryptionEnabled = "SYMBIONT_ENCRYPTION_ENABLED";

    /// <summary>Whether clients sign.</summary>
    public const string SignatureRequired = "SYMBIONT_SIGNATURE_REQUIRED";

    /// <summary>Whether messages are audited whose rule does not say.</summary>
    public const string AuditLogging = "SYMBIONT_AUDIT_LOGGING";

    /// <summary>Connections of a client; not in effect yet.</summary>
    public const string ConnectionPoolSize = "SYMBIONT_CONN_POOL_SIZE";

    /// <summary>Attempts at sending; not in effect yet.</summary>
    public const string RetryMaxAttempts = "SYMBIONT_RETRY_MAX_ATTEMPTS";

    /// <summary>Failures before the circuit opens; not in effect yet.</summary>
    public const string CircuitBreakerThreshold = "SYMBIONT_CIRCUIT_BREAKER_THRESHOLD";

    /// <summary>Where the tests find published vectors; nothing else reads it.</summary>
    public const string Vectors = "SYMBIONT_VECTORS";

    /// <summary>The variables that <see cref="EnvironmentOptions"/> reads.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CommBusPort, CommBusThreads, RouterShards, CommBusBufferSize, SocketDriver,
        EncryptionEnabled, SignatureRequired, AuditLogging,
        ConnectionPoolSize, RetryMaxAttempts, CircuitBreakerThreshold,
    ];
}
