namespace Symbiont.Fast.Configuration.Tests;

public sealed class EnvironmentOptionsTests
{
    [Fact]
    public void Nothing_set_gives_the_defaults_without_a_word()
    {
        EnvironmentResult result = Read();

        Assert.True(result.IsValid);
        Assert.Empty(result.Notices);
        Assert.Equal(
            new EnvironmentOptions
            {
                CommBusPort = null,
                CommBusThreads = 1,
                CommBusBufferKiB = 1024,
                EncryptionEnabled = true,
                SignatureRequired = true,
                AuditLogging = true,
                ConnectionPoolSize = null,
                RetryMaxAttempts = null,
                CircuitBreakerThreshold = null,
            },
            result.Options);
    }

    [Fact]
    public void The_values_of_the_seed_document_are_valid()
    {
        EnvironmentResult result = Read(
            ("SYMBIONT_COMM_BUS_PORT", "8080"),
            ("SYMBIONT_COMM_BUS_THREADS", "4"),
            ("SYMBIONT_COMM_BUS_BUFFER_SIZE", "1024"),
            ("SYMBIONT_ENCRYPTION_ENABLED", "true"),
            ("SYMBIONT_SIGNATURE_REQUIRED", "true"),
            ("SYMBIONT_AUDIT_LOGGING", "true"),
            ("SYMBIONT_CONN_POOL_SIZE", "100"),
            ("SYMBIONT_RETRY_MAX_ATTEMPTS", "3"),
            ("SYMBIONT_CIRCUIT_BREAKER_THRESHOLD", "10"));

        Assert.True(result.IsValid);
        Assert.Equal(
            new EnvironmentOptions
            {
                CommBusPort = 8080,
                CommBusThreads = 4,
                CommBusBufferKiB = 1024,
                ConnectionPoolSize = 100,
                RetryMaxAttempts = 3,
                CircuitBreakerThreshold = 10,
            },
            result.Options);
    }

    [Theory]
    [InlineData("3", "4")]
    [InlineData("63", "64")]
    [InlineData("3", "1")]
    public void Shards(string shards, string threads) => Assert.Equal(
        shards,
        Read(("SYMBIONT_ROUTER_SHARDS", shards), ("SYMBIONT_COMM_BUS_THREADS", threads)).Options!.RouterShards
            .ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Shards_without_threads() => Assert.Equal(
        "SYMBIONT_COMM_BUS_THREADS='3': expected 1, or at least 4 for 3 shards",
        Assert.Single(
            Read(("SYMBIONT_ROUTER_SHARDS", "3"), ("SYMBIONT_COMM_BUS_THREADS", "3")).Errors).ToString());

    [Theory]
    [InlineData("auto", SocketDriver.Auto)]
    [InlineData("io_uring", SocketDriver.IoUring)]
    [InlineData("epoll", SocketDriver.Epoll)]
    public void Driver(string text, SocketDriver expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_SOCKET_DRIVER", text).SocketDriver);

    [Fact]
    public void Driver_misspelt() => Assert.Equal(
        "SYMBIONT_SOCKET_DRIVER='iouring': expected one of auto, io_uring, epoll; did you mean 'io_uring'?",
        Assert.Single(Read(("SYMBIONT_SOCKET_DRIVER", "iouring")).Errors).ToString());

    [Theory]
    [InlineData("1", 1)]
    [InlineData("8080", 8080)]
    [InlineData("65535", 65535)]
    public void Port(string text, int expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_COMM_BUS_PORT", text).CommBusPort);

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("80a")]
    [InlineData("-1")]
    [InlineData("+80")]
    [InlineData(" 80")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void Port_invalid(string text) =>
        AssertInvalid("SYMBIONT_COMM_BUS_PORT", text, "expected a whole number from 1 to 65535");

    [Theory]
    [InlineData("1", 1)]
    [InlineData("64", 64)]
    public void Threads(string text, int expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_COMM_BUS_THREADS", text).CommBusThreads);

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("four")]
    public void Threads_invalid(string text) =>
        AssertInvalid("SYMBIONT_COMM_BUS_THREADS", text, "expected a whole number from 1 to 64");

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("2048", 2048)]
    [InlineData("1048576", 1048576)]
    public void Buffer_size(string text, int expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_COMM_BUS_BUFFER_SIZE", text).CommBusBufferKiB);

    [Theory]
    [InlineData("1025", 2048)]
    [InlineData("1500", 2048)]
    [InlineData("524289", 1048576)]
    public void Buffer_size_is_rounded_up_with_a_notice(string text, int expected)
    {
        EnvironmentResult result = Read(("SYMBIONT_COMM_BUS_BUFFER_SIZE", text));

        Assert.Equal(expected, result.Options?.CommBusBufferKiB);
        Assert.Equal(
            [$"SYMBIONT_COMM_BUS_BUFFER_SIZE={text}: rounded up to {expected} KiB, a power of two"], result.Notices);
    }

    [Theory]
    [InlineData("1023")]
    [InlineData("1048577")]
    [InlineData("1M")]
    public void Buffer_size_invalid(string text) =>
        AssertInvalid("SYMBIONT_COMM_BUS_BUFFER_SIZE", text, "expected a whole number from 1024 to 1048576");

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    public void Encryption(string text, bool expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_ENCRYPTION_ENABLED", text).EncryptionEnabled);

    [Fact]
    public void Encryption_invalid() => AssertInvalid(
        "SYMBIONT_ENCRYPTION_ENABLED", "yes", "expected true or false; did you mean 'true'?");

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Signature(string text, bool expected) =>
        Assert.Equal(expected, Valid("SYMBIONT_SIGNATURE_REQUIRED", text).SignatureRequired);

    [Fact]
    public void Signature_invalid() => AssertInvalid(
        "SYMBIONT_SIGNATURE_REQUIRED", "0", "expected true or false; did you mean 'false'?");

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Audit_decides_for_rules_that_leave_it_out(string text, bool expected)
    {
        EnvironmentOptions options = Valid("SYMBIONT_AUDIT_LOGGING", text);

        Assert.Equal(expected, options.AuditLogging);
        PolicyFileResult policy = PolicyFile.Parse(
            "policy.yaml", SamplePolicy.With("      audit_logging: true\n", ""), options.PolicyDefaults);
        Assert.Equal(expected, policy.Rules?[0].SecurityRequirements.AuditLogging);
    }

    [Fact]
    public void Audit_invalid() => AssertInvalid("SYMBIONT_AUDIT_LOGGING", "2", "expected true or false");

    [Fact]
    public void No_variable_takes_the_signature_from_a_rule_that_leaves_it_out()
    {
        PolicyDefaults defaults = Valid("SYMBIONT_SIGNATURE_REQUIRED", "false").PolicyDefaults;

        PolicyFileResult policy = PolicyFile.Parse(
            "policy.yaml", SamplePolicy.With("      signature_required: true\n", ""), defaults);

        Assert.True(policy.Rules?[0].SecurityRequirements.SignatureRequired);
    }

    [Theory]
    [InlineData("SYMBIONT_CONN_POOL_SIZE", "1")]
    [InlineData("SYMBIONT_CONN_POOL_SIZE", "1024")]
    [InlineData("SYMBIONT_RETRY_MAX_ATTEMPTS", "0")]
    [InlineData("SYMBIONT_RETRY_MAX_ATTEMPTS", "100")]
    [InlineData("SYMBIONT_CIRCUIT_BREAKER_THRESHOLD", "1")]
    [InlineData("SYMBIONT_CIRCUIT_BREAKER_THRESHOLD", "1000000")]
    public void Variables_without_effect_are_read_with_a_notice(string name, string text)
    {
        EnvironmentResult result = Read((name, text));

        Assert.True(result.IsValid);
        EnvironmentOptions options = result.Options;
        int? value = name switch
        {
            "SYMBIONT_CONN_POOL_SIZE" => options.ConnectionPoolSize,
            "SYMBIONT_RETRY_MAX_ATTEMPTS" => options.RetryMaxAttempts,
            _ => options.CircuitBreakerThreshold,
        };
        Assert.Equal(text, value?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal([$"{name}={text}: not in effect yet"], result.Notices);
    }

    [Theory]
    [InlineData("SYMBIONT_CONN_POOL_SIZE", "0", "1 to 1024")]
    [InlineData("SYMBIONT_CONN_POOL_SIZE", "many", "1 to 1024")]
    [InlineData("SYMBIONT_RETRY_MAX_ATTEMPTS", "101", "0 to 100")]
    [InlineData("SYMBIONT_CIRCUIT_BREAKER_THRESHOLD", "0", "1 to 1000000")]
    public void Variables_without_effect_are_validated_all_the_same(string name, string text, string range) =>
        AssertInvalid(name, text, $"expected a whole number from {range}");

    [Fact]
    public void All_errors_come_at_once_and_the_notices_with_them()
    {
        EnvironmentResult result = Read(
            ("SYMBIONT_AUDIT_LOGGING", "on"),
            ("SYMBIONT_COMM_BUS_PORT", "80a"),
            ("SYMBIONT_COMM_BUS_THREADS", "0"),
            ("SYMBIONT_CONN_POOL_SIZE", "5"));

        Assert.False(result.IsValid);
        Assert.Null(result.Options);
        Assert.Equal(
            [
                "SYMBIONT_COMM_BUS_PORT='80a': expected a whole number from 1 to 65535",
                "SYMBIONT_COMM_BUS_THREADS='0': expected a whole number from 1 to 64",
                "SYMBIONT_AUDIT_LOGGING='on': expected true or false; did you mean 'true'?",
            ],
            result.Errors.Select(error => error.ToString()));
        Assert.Equal(["SYMBIONT_CONN_POOL_SIZE=5: not in effect yet"], result.Notices);
    }

    [Fact]
    public void Unknown_variables_that_look_like_ours_are_noticed_and_others_are_not()
    {
        EnvironmentResult result = Read(
            ("SYMBIONT_COM_BUS_PORT", "80"),
            ("symbiont_audit_logging", "true"),
            ("SYMBIONT_ZEBRA", "1"),
            ("SYMBIONT_VECTORS", "elsewhere"),
            ("SYMBIONTS", "1"),
            ("PATH", "x"));

        Assert.True(result.IsValid);
        Assert.Null(result.Options.CommBusPort);
        Assert.Equal(
            [
                "SYMBIONT_COM_BUS_PORT: unknown variable, ignored; did you mean 'SYMBIONT_COMM_BUS_PORT'?",
                "SYMBIONT_ZEBRA: unknown variable, ignored",
                "symbiont_audit_logging: unknown variable, ignored; did you mean 'SYMBIONT_AUDIT_LOGGING'?",
            ],
            result.Notices);
    }

    [Fact]
    public void A_value_cannot_forge_a_second_line() => AssertInvalid(
        "SYMBIONT_COMM_BUS_PORT", "80\nok", "expected a whole number from 1 to 65535", shown: "80\\u000Aok");

    [Fact]
    public void The_process_s_own_variables_are_read_the_same_way()
    {
        EnvironmentResult result = EnvironmentOptions.ReadProcess();

        Assert.Equal(result.Errors.Count == 0, result.IsValid);
        Assert.Equal(
            Environment.GetEnvironmentVariable(EnvironmentVariables.CommBusPort),
            result.Options?.CommBusPort?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static EnvironmentResult Read(params (string Name, string Value)[] variables) =>
        EnvironmentOptions.Read(variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    private static EnvironmentOptions Valid(string name, string value)
    {
        EnvironmentResult result = Read((name, value));
        Assert.True(result.IsValid);
        Assert.Empty(result.Notices);
        return result.Options;
    }

    private static void AssertInvalid(string name, string value, string expectation, string? shown = null)
    {
        EnvironmentResult result = Read((name, value));
        Assert.False(result.IsValid);
        Assert.Equal($"{name}='{shown ?? value}': {expectation}", Assert.Single(result.Errors).ToString());
    }
}
