using System.Text;

namespace Symbiont.Fast.Configuration.Tests;

public sealed class PolicyFileLoadTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"policy-{Guid.NewGuid():N}.yaml");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_loads_as_its_text_does_with_or_without_byte_order_mark()
    {
        File.WriteAllText(_path, SamplePolicy.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        PolicyFileResult result = PolicyFile.Load(_path, new PolicyDefaults());

        Assert.True(result.IsValid);
        Assert.Equal("first", Assert.Single(result.Rules).Name);
    }

    [Fact]
    public void Errors_name_the_file_as_it_was_given()
    {
        File.WriteAllText(_path, SamplePolicy.With("docker", "dock"));

        Assert.StartsWith($"{_path}:3:18: unknown tier 'dock'", ErrorOf(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_is_not_UTF_8_is_reported_with_its_place()
    {
        File.WriteAllBytes(_path, [0xEF, 0xBB, 0xBF, .. "a: b\r\n# é"u8, 0xC3, .. "(\n"u8]);

        Assert.Equal($"{_path}:2:4: the byte 0xC3 does not belong to UTF-8; expected UTF-8", ErrorOf(_path));
    }

    [Fact]
    public void UTF_16_is_recognised()
    {
        File.WriteAllText(_path, SamplePolicy.Text, Encoding.Unicode);

        Assert.Equal($"{_path}:1:1: the policy is encoded in UTF-16; expected UTF-8", ErrorOf(_path));
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read_further()
    {
        File.WriteAllBytes(_path, new byte[PolicyFile.MaxBytes + 1]);

        Assert.Equal($"{_path}: the policy is too large; expected at most 1048576 bytes", ErrorOf(_path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_not_an_exception() => Assert.Equal(
        $"{_path}: the policy cannot be read: there is no such file; expected a readable file", ErrorOf(_path));

    [Fact]
    public void A_directory_is_an_error_not_an_exception()
    {
        string folder = AppContext.BaseDirectory;

        Assert.Equal(
            $"{folder}: the policy cannot be read: it is a directory; expected a readable file", ErrorOf(folder));
    }

    private static string ErrorOf(string path) =>
        Assert.Single(PolicyFile.Load(path, new PolicyDefaults()).Errors).ToString();
}
