using System.Diagnostics;

namespace Symbiont.Fast.Authority.Tests;

/// <summary>Files with secrets: whose they are, and through whose links they are found.</summary>
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const uint Stranger = 12_345;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-private-");

    [Theory]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(Secret)]
    public void The_callers_own_file_that_nobody_else_may_touch_is_read(UnixFileMode mode) =>
        Assert.Equal("secret", Read(Create("own", mode)));

    [Theory]
    [InlineData(Secret | UnixFileMode.GroupRead)]
    [InlineData(Secret | UnixFileMode.OtherRead)]
    [InlineData(Secret | UnixFileMode.GroupWrite)]
    [InlineData(Secret | UnixFileMode.OtherWrite)]
    [InlineData(Secret | UnixFileMode.UserExecute)]
    [InlineData(Secret | UnixFileMode.SetUser)]
    public void A_file_that_is_open_to_others_is_refused(UnixFileMode mode)
    {
        string path = Create("open", mode);

        Assert.Contains("chmod 600", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_file_is_refused()
    {
        SkipUnlessRoot();
        string path = Create("foreign");
        Give(path);

        string refusal = Refusal(path);

        Assert.Contains($"{path} belongs to uid {Stranger}", refusal, StringComparison.Ordinal);
        Assert.Contains("must belong to root", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_file_is_refused_through_the_callers_own_link_too()
    {
        SkipUnlessRoot();
        string path = Create("foreign");
        Give(path);

        Assert.Contains($"uid {Stranger}", Refusal(Link("link", path)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_callers_own_links_are_followed_relative_ones_too()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "deeper"));
        Create("deeper/own");
        Link("deeper/second", "own");
        Link("third", "./deeper/../deeper/second");

        Assert.Equal("secret", Read(Link("link", Path.Combine(_folder.FullName, "third"))));
    }

    [Fact]
    public void Somebody_elses_link_does_not_choose_which_of_the_callers_secrets_is_read()
    {
        SkipUnlessRoot();
        string link = Link("link", Create("own"));
        Give(link);

        Assert.Contains($"{link} belongs to uid {Stranger}", Refusal(link), StringComparison.Ordinal);
        string refusal = Refusal(Link("before", link));
        Assert.Contains($"{link} belongs to uid {Stranger}; a link to", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_itself_ends()
    {
        string link = Link("loop", "loop");

        IOException fault = Assert.Throws<IOException>(() => PrivateFile.OpenRead(link));

        Assert.Contains("over and over", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_to_be_missing()
    {
        string missing = Path.Combine(_folder.FullName, "missing");

        Assert.Throws<FileNotFoundException>(() => PrivateFile.OpenRead(missing));
        Assert.Throws<FileNotFoundException>(() => PrivateFile.OpenRead(Link("dangling", missing)));
        Assert.Throws<FileNotFoundException>(() => PrivateFile.OpenRead(string.Empty));
    }

    [Fact]
    public void What_is_no_file_is_not_opened_at_all()
    {
        // Opened for reading, a pipe without a writer would wait for ever.
        string pipe = Path.Combine(_folder.FullName, "pipe");
        Run("mkfifo", pipe);

        IOException fault = Assert.Throws<IOException>(() => PrivateFile.OpenRead(pipe));
        Assert.Contains("no regular file", fault.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => PrivateFile.OpenRead(_folder.FullName));
        IOException below = Assert.Throws<IOException>(() => PrivateFile.OpenRead(Create("own") + "/below"));
        Assert.Contains("own/below", below.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_somebody_else_is_not_used()
    {
        SkipUnlessRoot();
        using var authority = new TestAuthority();
        authority.MakeToken().Dispose();
        Give(Path.Combine(authority.Root, "authority.state"));

        UnauthorizedAccessException fault = Assert.Throws<UnauthorizedAccessException>(authority.Restart);

        Assert.Contains("authority.state belongs to uid", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void SkipUnlessRoot() =>
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a file to somebody else.");

    private static void Give(string path) => Run("chown", "-h", $"{Stranger}", path);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static string Read(string path)
    {
        using var reader = new StreamReader(PrivateFile.OpenRead(path));
        return reader.ReadToEnd();
    }

    private static string Refusal(string path) =>
        Assert.Throws<UnauthorizedAccessException>(() => PrivateFile.OpenRead(path)).Message;

    private string Create(string name, UnixFileMode mode = Secret)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, "secret");
        File.SetUnixFileMode(path, mode);
        return path;
    }

    private string Link(string name, string target)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.CreateSymbolicLink(path, target);
        return path;
    }
}
