namespace Symbiont.Fast.Configuration.Tests;

/// <summary>Files that are not YAML, not plain YAML, or YAML of another shape.</summary>
public sealed class PolicyFileSyntaxTests
{
    private const string Root = "expected a mapping with communication_policies";

    private const string Rule = "expected a mapping with "
        + "name, source_tier, destination_tier, allowed_message_types, security_requirements, rate_limits";

    private const string Visible = "expected visible text; in a double-quoted scalar it can be written as an escape";

    [Theory]
    [InlineData("", $"1:1: the policy is empty; {Root}")]
    [InlineData("# nothing\n", $"1:1: the policy is empty; {Root}")]
    [InlineData("---", $"1:4: the policy is empty; {Root}")]
    [InlineData("hello world", $"1:1: the policy is the text 'hello world'; {Root}")]
    [InlineData("42", $"1:1: the policy is the whole number 42; {Root}")]
    [InlineData("- a", $"1:1: the policy is a list; {Root}")]
    [InlineData("{}", "1:1: missing key 'communication_policies'; expected a list of rules")]
    [InlineData(
        "communication_policy: []",
        "1:1: unknown key 'communication_policy'; expected communication_policies; "
            + "did you mean 'communication_policies'?")]
    [InlineData(
        "communication_policies: []\nversion: 1",
        "2:1: unknown key 'version'; expected communication_policies")]
    [InlineData("communication_policies:", "1:24: 'communication_policies' is empty; expected a list of rules")]
    [InlineData("communication_policies: {}", "1:25: 'communication_policies' is a mapping; expected a list of rules")]
    [InlineData(
        "communication_policies: none",
        "1:25: 'communication_policies' is the text 'none'; expected a list of rules")]
    [InlineData("communication_policies:\n  - hello", $"2:5: a rule is the text 'hello'; {Rule}")]
    [InlineData("communication_policies:\n  -\n", $"2:4: a rule is empty; {Rule}")]
    [InlineData("communication_policies: [[]]", $"1:26: a rule is a list; {Rule}")]
    public void Another_shape(string text, string error) => AssertError(text, error);

    [Theory]
    [InlineData("{", "1:2: not YAML at the end of the file: did not find expected node content; expected YAML 1.2")]
    [InlineData(
        "a: [b, c",
        "1:9: not YAML at the end of the file: did not find expected ',' or ']'; expected YAML 1.2")]
    [InlineData(
        "a: [b\nc: d",
        "2:1: not YAML at 'c: d': found wrong indentation within [ ] or { }, or an unclosed bracket; "
            + "expected YAML 1.2")]
    [InlineData("a: 'b\n", "1:4: not YAML at ''b': found unexpected end of stream; expected YAML 1.2")]
    [InlineData("a: b: c", "1:5: not YAML at ': c': found invalid mapping; expected YAML 1.2")]
    [InlineData(
        "a: @b",
        "1:4: not YAML at '@b': found character that cannot start any token; "
            + "expected quotes around text that begins with @")]
    [InlineData("a: \"\\q\"", "1:4: not YAML at '\"\\q\"': found unknown escape character; expected YAML 1.2")]
    [InlineData("a:\n\t- b", "2:1: not YAML at '- b': found invalid tab as indentation; expected spaces")]
    [InlineData("a:\n  - b\n c: d", "3:2: not YAML at 'c: d': did not find expected key; expected YAML 1.2")]
    [InlineData(
        "- !<a\\b> c",
        "1:3: not YAML at '!<a\\b> c': did not find the expected '>'; expected quotes around text that begins with !")]
    public void Not_YAML(string text, string error) => AssertError(text, error);

    [Theory]
    [InlineData(
        "%YAML 1.1\n---\na: b",
        "1:1: '%YAML 1.1' is a YAML directive; expected none; a policy is plain YAML 1.2")]
    [InlineData(
        "%TAG ! x\n---\na: b",
        "1:1: '%TAG ! x' is a YAML directive; expected none; a policy is plain YAML 1.2")]
    [InlineData("a: \0", $"1:4: the character U+0000 cannot be seen; {Visible}")]
    [InlineData("a: b # c\u0085d: e", $"1:9: the character U+0085 cannot be seen; {Visible}")]
    [InlineData("a: b # c\u2028d: e", $"1:9: the character U+2028 cannot be seen; {Visible}")]
    [InlineData("a:\n  \u202Eb", $"2:3: the character U+202E cannot be seen; {Visible}")]
    [InlineData("a:\r\n  \uFEFFb", $"2:3: the character U+FEFF cannot be seen; {Visible}")]
    public void Not_plain_text(string text, string error) => AssertError(text, error);

    [Fact]
    public void Half_a_surrogate_pair_is_no_character() =>
        AssertError("a: \ud83d b", $"1:4: the character U+D83D cannot be seen; {Visible}");

    [Theory]
    [InlineData("---\n")]
    [InlineData("...\n---\n")]
    public void A_second_document_is_refused(string separator)
    {
        int line = 13 + separator.Count(c => c == '\n');

        AssertError(
            SamplePolicy.Text + separator + "communication_policies: []\n",
            $"{line}:1: a second YAML document begins here; expected one document");
    }

    [Theory]
    [InlineData("[[[[[[[[[[[[[[[[[", 17)]
    [InlineData("- - - - - - - - - - - - - - - - - a", 33)]
    public void Nesting_is_bounded(string text, int column) => AssertError(
        text, $"1:{column}: lists and mappings nest deeper than 16 levels; expected fewer; a policy needs four");

    [Fact]
    public void Nesting_up_to_the_bound_is_read() =>
        AssertError(new string('[', 16) + new string(']', 16), $"1:1: the policy is a list; {Root}");

    [Fact]
    public void Lines_are_bounded() => AssertError(
        "a: b\n# " + new string('x', 999), "2:1001: the line has 1001 characters; expected at most 1000");

    [Fact]
    public void The_size_is_bounded_in_bytes()
    {
        string most = SamplePolicy.Text + string.Concat(Enumerable.Repeat("#é#\n", 200_000));
        string filled = most + new string('\n', PolicyFile.MaxBytes - System.Text.Encoding.UTF8.GetByteCount(most));

        Assert.Equal("first", SamplePolicy.RuleOf(filled).Name);
        Assert.Equal(
            ["policy.yaml: the policy is too large; expected at most 1048576 bytes"],
            SamplePolicy.ErrorsOf(filled + "\n"));
    }

    private static void AssertError(string text, string error) =>
        Assert.Equal(["policy.yaml:" + error], SamplePolicy.ErrorsOf(text));
}
