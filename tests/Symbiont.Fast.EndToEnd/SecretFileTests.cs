using System.Diagnostics;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Tool;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The tool reads its secrets from files that are the user's or root's, and says what is wrong else.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Stranger = "12345";

    private readonly StateFolder _state;

    public SecretFileTests()
    {
        _state = new StateFolder(Directory.CreateTempSubdirectory("sf-secrets-").FullName);
        QuickStart.Create(_state, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Every_kind_of_secret_file_of_somebody_else_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a file to somebody else.");
        AssertRefused(_state.OperatorKey, path => OperatorFile.Load(path));
        AssertRefused(_state.Issuer, path => IssuerFile.Load(path));
        AssertRefused(_state.Router, path => RouterFiles.Load(path));
        AssertRefused(_state.Agent(QuickStart.Agent(SandboxTier.Docker, 1)), path => AgentFile.Load(path));
    }

    [Fact]
    public void A_secret_file_that_is_open_to_others_is_refused()
    {
        File.SetUnixFileMode(_state.Router, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        ToolException fault = Assert.Throws<ToolException>(() => RouterFiles.Load(_state.Router));

        Assert.Equal(
            $"{_state.Router} has mode 0640; a file with secrets must have 0600 (chmod 600 {_state.Router})",
            fault.Message);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing()
    {
        string missing = _state.Router + ".not";

        Assert.Equal($"{missing}: there is no such file", Fault(() => RouterFiles.Load(missing)));
        Assert.Equal(": there is no such file", Fault(() => RouterFiles.Load(string.Empty)));
    }

    public void Dispose() => Directory.Delete(_state.Root, recursive: true);

    private static void AssertRefused(string path, Func<string, IDisposable> load)
    {
        using (IDisposable own = load(path))
        {
            Assert.NotNull(own);
        }

        using (Process chown = Process.Start("chown", [Stranger, path]))
        {
            chown.WaitForExit();
        }

        Assert.StartsWith($"{path} belongs to uid {Stranger}; ", Fault(() => load(path)), StringComparison.Ordinal);
    }

    private static string Fault(Func<IDisposable> load) => Assert.Throws<ToolException>(() => load()).Message;
}
