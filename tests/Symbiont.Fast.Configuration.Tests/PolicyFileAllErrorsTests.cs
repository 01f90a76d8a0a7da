namespace Symbiont.Fast.Configuration.Tests;

public sealed class PolicyFileAllErrorsTests
{
    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_text()
    {
        string[] errors = SamplePolicy.ErrorsOf("""
            communication_policies:
              - name: "a"
                source_tier: dokcer
                destination_tier: *everywhere
                alowed_message_types: [data, data]
                security_requirements:
                  encryption_required: "false"
                  signature_required: yes
                rate_limits:
                  messages_per_second: 0
              - name: "a"
                source_tier: gvisor
                destination_tier: gvisor
                allowed_message_types: [data, data, evnt]
                rate_limits: {messages_per_second: 5, burst_size: 1, burst_size: 2}
            extra: !!int 1
            """);

        Assert.Equal(
            [
                "3:18: unknown tier 'dokcer'; expected one of docker, gvisor, firecracker; did you mean 'docker'?",
                "4:23: '*everywhere' is an alias; expected the value itself, written where it is meant",
                "5:5: unknown key 'alowed_message_types'; expected one of name, source_tier, "
                    + "destination_tier, allowed_message_types, security_requirements, rate_limits; "
                    + "did you mean 'allowed_message_types'?",
                "7:28: 'encryption_required' is the quoted text 'false'; expected true or false, without quotes",
                "8:27: 'signature_required' is the text 'yes'; expected true or false; did you mean 'true'?",
                "10:7: missing key 'burst_size'; expected a whole number from 1 to 1000000000",
                "10:28: 'messages_per_second' is the whole number 0; expected a whole number from 1 to 1000000000",
                "11:11: duplicate rule name 'a', first given on line 2; expected a name of its own for each rule",
                "14:35: duplicate message type 'data'; expected each type once",
                "14:41: unknown message type 'evnt'; expected one of control, data, event, rpc; did you mean 'event'?",
                "15:58: duplicate key 'burst_size', first given on line 15; expected each key once",
                "16:1: unknown key 'extra'; expected communication_policies",
                "16:8: '!!int' is a tag; expected the value itself, written where it is meant",
            ],
            errors.Select(error => error.Replace("policy.yaml:", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_error_s_parts_can_be_told_apart()
    {
        PolicyFileResult result = PolicyFile.Parse(
            "p.yaml", SamplePolicy.With("docker", "\"dock\\ter\""), new PolicyDefaults());

        Assert.Equal(
            new PolicyError(
                "p.yaml", 3, 18, "dock\\u0009er", "unknown tier 'dock\\u0009er'", "one of docker, gvisor, firecracker",
                "docker"),
            Assert.Single(result.Errors));
    }

    [Fact]
    public void Long_text_is_shown_shortened()
    {
        string error = Assert.Single(SamplePolicy.ErrorsOf(SamplePolicy.With("docker", new string('x', 500))));

        Assert.StartsWith($"policy.yaml:3:18: unknown tier '{new string('x', 60)}…';", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_errors_is_cut_off_and_says_so()
    {
        string[] errors = SamplePolicy.ErrorsOf(
            "communication_policies: []\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"x{i}: 1\n")));

        Assert.Equal(1001, errors.Length);
        Assert.Equal("policy.yaml:1001:1: unknown key 'x999'; expected communication_policies", errors[999]);
        Assert.Equal("policy.yaml: more than 1000 errors; the rest is left out; expected fewer", errors[1000]);
    }
}
