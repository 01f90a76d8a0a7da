using System.Globalization;
using System.Numerics;

namespace Symbiont.Fast.Configuration;

/// <summary>Reads the variables once, for one <see cref="EnvironmentResult"/>.</summary>
internal sealed class EnvironmentReader(IReadOnlyDictionary<string, string> variables)
{
    private const int DefaultBufferKiB = 1024;

    private static readonly (string Name, SocketDriver Driver)[] Drivers =
    [
        ("auto", SocketDriver.Auto), ("io_uring", SocketDriver.IoUring), ("epoll", SocketDriver.Epoll),
    ];

    private readonly List<EnvironmentError> _errors = [];
    private readonly List<string> _notices = [];

    public EnvironmentResult Read()
    {
        var options = new EnvironmentOptions
        {
            CommBusPort = Number(EnvironmentVariables.CommBusPort, 1, 65_535),
            CommBusThreads = Number(EnvironmentVariables.CommBusThreads, 1, 64) ?? 1,
            RouterShards = Number(EnvironmentVariables.RouterShards, 1, 63) ?? 1,
            CommBusBufferKiB = BufferKiB(),
            SocketDriver = Driver(),
            EncryptionEnabled = Boolean(EnvironmentVariables.EncryptionEnabled) ?? true,
            SignatureRequired = Boolean(EnvironmentVariables.SignatureRequired) ?? true,
            AuditLogging = Boolean(EnvironmentVariables.AuditLogging) ?? true,
            ConnectionPoolSize = NotInEffect(EnvironmentVariables.ConnectionPoolSize, 1, 1024),
            RetryMaxAttempts = NotInEffect(EnvironmentVariables.RetryMaxAttempts, 0, 100),
            CircuitBreakerThreshold = NotInEffect(EnvironmentVariables.CircuitBreakerThreshold, 1, 1_000_000),
        };
        CheckThreads(options);
        NoticeUnknown();
        return new EnvironmentResult(_errors.Count == 0 ? options : null, _errors, _notices);
    }

    // One thread turns any number of shards; several are each shard's own, and one more for the buses.
    private void CheckThreads(EnvironmentOptions options)
    {
        if (options.CommBusThreads > 1 && options.CommBusThreads <= options.RouterShards)
        {
            Report(
                EnvironmentVariables.CommBusThreads, variables[EnvironmentVariables.CommBusThreads],
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"1, or at least {options.RouterShards + 1} for {options.RouterShards} shards"));
        }
    }

    /// <summary>The variable's number; null when it is not set or, reported, none in the range.</summary>
    private int? Number(string name, int least, int most)
    {
        if (!variables.TryGetValue(name, out string? text))
        {
            return null;
        }

        // Digits only: neither sign nor space nor separator, so that a value has one spelling.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most)
        {
            return number;
        }

        Report(name, text, $"a whole number from {least} to {most}");
        return null;
    }

    private bool? Boolean(string name)
    {
        if (!variables.TryGetValue(name, out string? text))
        {
            return null;
        }

        if (CoreSchema.KindOf(text) == ScalarKind.Boolean)
        {
            return CoreSchema.ToBoolean(text);
        }

        Report(name, text, "true or false", Spelling.MeantBoolean(text));
        return null;
    }

    private SocketDriver Driver()
    {
        if (!variables.TryGetValue(EnvironmentVariables.SocketDriver, out string? text))
        {
            return SocketDriver.Auto;
        }

        foreach ((string name, SocketDriver driver) in Drivers)
        {
            if (text == name)
            {
                return driver;
            }
        }

        IEnumerable<string> names = Drivers.Select(driver => driver.Name);
        Report(
            EnvironmentVariables.SocketDriver, text, $"one of {string.Join(", ", names)}", Spelling.Nearest(text, names));
        return SocketDriver.Auto;
    }

    private int BufferKiB()
    {
        if (Number(EnvironmentVariables.CommBusBufferSize, 1024, 1_048_576) is not { } asked)
        {
            return DefaultBufferKiB;
        }

        int size = (int)BitOperations.RoundUpToPowerOf2((uint)asked);
        if (size != asked)
        {
            _notices.Add($"{EnvironmentVariables.CommBusBufferSize}={asked}: rounded up to {size} KiB, a power of two");
        }

        return size;
    }

    private int? NotInEffect(string name, int least, int most)
    {
        int? number = Number(name, least, most);
        if (number is not null)
        {
            _notices.Add($"{name}={number}: not in effect yet");
        }

        return number;
    }

    /// <summary>A misspelt variable would otherwise be the quietest way to run without a setting.</summary>
    private void NoticeUnknown()
    {
        IEnumerable<string> unknown = variables.Keys
            .Where(name => name.StartsWith(EnvironmentVariables.Prefix, StringComparison.OrdinalIgnoreCase)
                && name != EnvironmentVariables.Vectors && !EnvironmentVariables.All.Contains(name))
            .Order(StringComparer.Ordinal);
        foreach (string name in unknown)
        {
            string? nearest = Spelling.Nearest(name, EnvironmentVariables.All);
            string suggestion = nearest is null ? "" : $"; did you mean '{nearest}'?";
            _notices.Add($"{Printable.Text(name)}: unknown variable, ignored{suggestion}");
        }
    }

    private void Report(string name, string value, string expected, string? suggestion = null) =>
        _errors.Add(new EnvironmentError(name, Printable.Text(value), expected, suggestion));
}
