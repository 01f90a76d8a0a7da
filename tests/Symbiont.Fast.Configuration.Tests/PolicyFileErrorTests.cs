namespace Symbiont.Fast.Configuration.Tests;

/// <summary>One bad thing in a file that is good otherwise: the whole error line, word for word.</summary>
public sealed class PolicyFileErrorTests
{
    private const string RuleKeys =
        "name, source_tier, destination_tier, allowed_message_types, security_requirements, rate_limits";

    private const string RequirementKeys =
        "encryption_required, signature_required, audit_logging, content_filtering, verification";
    private const string Name = "expected 1 to 128 bytes of visible text";
    private const string Tier = "expected one of docker, gvisor, firecracker";
    private const string Type = "expected one of control, data, event, rpc";
    private const string Types = "expected a list of control, data, event, rpc";
    private const string Rate = "expected a whole number from 1 to 1000000000";
    private const string NoProperties = "expected the value itself, written where it is meant";

    [Theory]
    [InlineData(
        "    source_tier", "    sorce_tier",
        $"3:5: unknown key 'sorce_tier'; expected one of {RuleKeys}; did you mean 'source_tier'?")]
    [InlineData("name:", "Name:", $"2:5: unknown key 'Name'; expected one of {RuleKeys}; did you mean 'name'?")]
    [InlineData(
        "allowed_message_types", "alowed_message_types",
        $"5:5: unknown key 'alowed_message_types'; expected one of {RuleKeys}; did you mean 'allowed_message_types'?")]
    [InlineData(
        "encryption_required", "encryption-required",
        $"7:7: unknown key 'encryption-required'; expected one of {RequirementKeys}; "
            + "did you mean 'encryption_required'?")]
    [InlineData(
        "content_filtering", "contentFiltering",
        $"10:7: unknown key 'contentFiltering'; expected one of {RequirementKeys}; did you mean 'content_filtering'?")]
    [InlineData(
        "content_filtering: false", "verification: pipelind",
        "10:21: unknown verification mode 'pipelind'; expected one of strict, pipelined; did you mean 'pipelined'?")]
    [InlineData(
        "messages_per_second", "msgs_per_second",
        "12:7: unknown key 'msgs_per_second'; expected one of messages_per_second, burst_size, when_overloaded; "
            + "did you mean 'messages_per_second'?")]
    [InlineData(
        "burst_size", "burst",
        "13:7: unknown key 'burst'; expected one of messages_per_second, burst_size, when_overloaded; did you mean 'burst_size'?")]
    [InlineData(
        "burst_size: 100", "burst_size: 100\n    ttl: 5",
        $"14:5: unknown key 'ttl'; expected one of {RuleKeys}")]
    [InlineData("name: first", "name: first\n    <<: {}", $"3:5: unknown key '<<'; expected one of {RuleKeys}")]
    [InlineData("name: first", "name: first\n    [a]: b", $"3:5: a key is a list; expected one of {RuleKeys}")]
    [InlineData(
        "name: first", "name: first\n    name: again",
        "3:5: duplicate key 'name', first given on line 2; expected each key once")]
    [InlineData(
        "signature_required", "encryption_required",
        "8:7: duplicate key 'encryption_required', first given on line 7; expected each key once")]
    public void Keys(string part, string replacement, string error) => AssertError(part, replacement, error);

    [Theory]
    [InlineData("    source_tier: docker\n", "", $"2:5: missing key 'source_tier'; {Tier}")]
    [InlineData("    destination_tier: gvisor\n", "", $"2:5: missing key 'destination_tier'; {Tier}")]
    [InlineData("name: first\n    ", "", $"2:5: missing key 'name'; {Name}")]
    [InlineData("    allowed_message_types: [data, event]\n", "", $"2:5: missing key 'allowed_message_types'; {Types}")]
    [InlineData("      burst_size: 100\n", "", $"12:7: missing key 'burst_size'; {Rate}")]
    [InlineData("      messages_per_second: 1000\n", "", $"12:7: missing key 'messages_per_second'; {Rate}")]
    [InlineData(
        "    rate_limits:\n      messages_per_second: 1000\n      burst_size: 100\n", "",
        "2:5: missing key 'rate_limits'; expected a mapping with messages_per_second, burst_size, when_overloaded")]
    [InlineData(
        "    rate_limits:\n      messages_per_second: 1000\n      burst_size: 100\n", "    rate_limits:\n",
        "11:17: 'rate_limits' is empty; expected a mapping with messages_per_second, burst_size, when_overloaded")]
    [InlineData(
        "    rate_limits:\n      messages_per_second: 1000\n      burst_size: 100\n", "    rate_limits: 9\n",
        "11:18: 'rate_limits' is the whole number 9; expected a mapping with messages_per_second, burst_size, when_overloaded")]
    public void Missing_keys(string part, string replacement, string error) => AssertError(part, replacement, error);

    [Theory]
    [InlineData("123", $"2:11: 'name' is the whole number 123; {Name}; did you mean '\"123\"'?")]
    [InlineData("true", $"2:11: 'name' is the truth value true; {Name}; did you mean '\"true\"'?")]
    [InlineData("1.5", $"2:11: 'name' is the floating-point number 1.5; {Name}; did you mean '\"1.5\"'?")]
    [InlineData("null", $"2:11: 'name' is null; {Name}; did you mean '\"null\"'?")]
    [InlineData("''", $"2:11: 'name' is blank; {Name}")]
    [InlineData("' '", $"2:11: 'name' is blank; {Name}")]
    [InlineData("[a]", $"2:11: 'name' is a list; {Name}")]
    [InlineData("{a: b}", $"2:11: 'name' is a mapping; {Name}")]
    [InlineData("\"a\\eb\"", $"2:11: 'name' 'a\\u001Bb' holds a character that cannot be seen; {Name}")]
    [InlineData("\"a\\nb\"", $"2:11: 'name' 'a\\u000Ab' holds a character that cannot be seen; {Name}")]
    [InlineData("\"a\\u202Eb\"", $"2:11: 'name' 'a\\u202Eb' holds a character that cannot be seen; {Name}")]
    public void Names(string name, string error) => AssertError("first", name, error);

    [Fact]
    public void Names_are_measured_in_bytes() =>
        AssertError("first", new string('é', 65), $"2:11: 'name' has 130 bytes; {Name}");

    [Theory]
    [InlineData("Docker", $"3:18: unknown tier 'Docker'; {Tier}; did you mean 'docker'?")]
    [InlineData("dokcer", $"3:18: unknown tier 'dokcer'; {Tier}; did you mean 'docker'?")]
    [InlineData("fire-cracker", $"3:18: unknown tier 'fire-cracker'; {Tier}; did you mean 'firecracker'?")]
    [InlineData("kata", $"3:18: unknown tier 'kata'; {Tier}")]
    [InlineData("1", $"3:18: unknown tier '1'; {Tier}")]
    [InlineData("''", $"3:18: unknown tier ''; {Tier}")]
    [InlineData("", $"3:17: 'source_tier' is empty; {Tier}")]
    [InlineData("[docker]", $"3:18: 'source_tier' is a list; {Tier}")]
    [InlineData(
        "*",
        "3:18: not YAML at '*': found no name of an anchor or alias; "
            + "expected quotes around text that begins with *")]
    public void Tiers(string tier, string error) => AssertError("docker", tier, error);

    [Theory]
    [InlineData(
        "[]",
        "5:28: 'allowed_message_types' is an empty list; "
            + "expected at least one of control, data, event, rpc; a path without a rule is denied")]
    [InlineData("[data, event, data]", "5:42: duplicate message type 'data'; expected each type once")]
    [InlineData("[date]", $"5:29: unknown message type 'date'; {Type}; did you mean 'data'?")]
    [InlineData("[data, RPC]", $"5:35: unknown message type 'RPC'; {Type}; did you mean 'rpc'?")]
    [InlineData("[data, '*']", $"5:35: unknown message type '*'; {Type}")]
    [InlineData("[data, 5]", $"5:35: unknown message type '5'; {Type}")]
    [InlineData("[data, ~]", $"5:35: an entry of 'allowed_message_types' is null; {Type}")]
    [InlineData("[data, [event]]", $"5:35: an entry of 'allowed_message_types' is a list; {Type}")]
    [InlineData("[data, event: rpc]", $"5:35: an entry of 'allowed_message_types' is a mapping; {Type}")]
    [InlineData(
        "data, event",
        $"5:28: 'allowed_message_types' is the text 'data, event'; {Types}; did you mean '[data, event]'?")]
    [InlineData("{data: true}", $"5:28: 'allowed_message_types' is a mapping; {Types}")]
    public void Message_types(string types, string error) => AssertError("[data, event]", types, error);

    [Theory]
    [InlineData(
        "'true'",
        "8:27: 'signature_required' is the quoted text 'true'; expected true or false, without quotes")]
    [InlineData("yes", "8:27: 'signature_required' is the text 'yes'; expected true or false; did you mean 'true'?")]
    [InlineData("off", "8:27: 'signature_required' is the text 'off'; expected true or false; did you mean 'false'?")]
    [InlineData(
        "flase",
        "8:27: 'signature_required' is the text 'flase'; expected true or false; did you mean 'false'?")]
    [InlineData("0", "8:27: 'signature_required' is the whole number 0; expected true or false; did you mean 'false'?")]
    [InlineData("", "8:26: 'signature_required' is empty; expected true or false")]
    [InlineData("[true]", "8:27: 'signature_required' is a list; expected true or false")]
    public void Truth_values(string value, string error) =>
        AssertError("signature_required: true", $"signature_required: {value}".TrimEnd(), error);

    [Theory]
    [InlineData("\"1000\"", $"12:28: 'messages_per_second' is the quoted text '1000'; {Rate}, without quotes")]
    [InlineData("0", $"12:28: 'messages_per_second' is the whole number 0; {Rate}")]
    [InlineData("-5", $"12:28: 'messages_per_second' is the whole number -5; {Rate}")]
    [InlineData("1000000001", $"12:28: 'messages_per_second' is the whole number 1000000001; {Rate}")]
    [InlineData(
        "99999999999999999999",
        $"12:28: 'messages_per_second' is the whole number 99999999999999999999; {Rate}")]
    [InlineData(
        "0xFFFFFFFFFFFFFFFFFF",
        $"12:28: 'messages_per_second' is the whole number 0xFFFFFFFFFFFFFFFFFF; {Rate}")]
    [InlineData("1e3", $"12:28: 'messages_per_second' is the floating-point number 1e3; {Rate}; did you mean '1000'?")]
    [InlineData("2.5", $"12:28: 'messages_per_second' is the floating-point number 2.5; {Rate}")]
    [InlineData(".inf", $"12:28: 'messages_per_second' is the floating-point number .inf; {Rate}")]
    [InlineData("1_000", $"12:28: 'messages_per_second' is the text '1_000'; {Rate}; did you mean '1000'?")]
    [InlineData("10k", $"12:28: 'messages_per_second' is the text '10k'; {Rate}")]
    [InlineData("true", $"12:28: 'messages_per_second' is the truth value true; {Rate}")]
    [InlineData("null", $"12:28: 'messages_per_second' is null; {Rate}")]
    [InlineData("[1000]", $"12:28: 'messages_per_second' is a list; {Rate}")]
    public void Rates(string rate, string error) => AssertError("1000", rate, error);

    [Theory]
    [InlineData("&n first", $"2:11: '&n' is an anchor; {NoProperties}")]
    [InlineData("*n", $"2:11: '*n' is an alias; {NoProperties}")]
    [InlineData("!!str first", $"2:11: '!!str' is a tag; {NoProperties}")]
    [InlineData("! first", $"2:11: '!' is a tag; {NoProperties}")]
    [InlineData("&n !!str first", $"2:11: '&n' is an anchor with a tag; {NoProperties}")]
    [InlineData(
        "!foo!bar first",
        "2:11: not YAML at '!foo!bar first': found undefined tag handle; "
            + "expected quotes around text that begins with !")]
    public void Anchors_aliases_and_tags(string name, string error) => AssertError("first", name, error);

    private static void AssertError(string part, string replacement, string error) =>
        Assert.Equal(["policy.yaml:" + error], SamplePolicy.ErrorsOf(SamplePolicy.With(part, replacement)));
}
