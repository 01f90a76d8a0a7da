using System.Net.Sockets;

namespace Symbiont.Fast.Interop.Linux.Tests;

public sealed class FileEntryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sf-entry-");

    private string Name => Path.Combine(_folder.FullName, "name");

    [Fact]
    public void A_file_is_opened_whatever_its_name_stands_for_by_then()
    {
        File.WriteAllText(Name, "looked at");
        using FileEntry entry = FileEntry.Open(Name);
        File.Move(Name, Name + ".old");
        File.WriteAllText(Name, "exchanged");

        using var reader = new StreamReader(new FileStream(entry.OpenRead(), FileAccess.Read));

        Assert.Equal("looked at", reader.ReadToEnd());
        Assert.True(entry.IsRegular);
        Assert.False(entry.IsLink);
        Assert.Equal(FileSystemCalls.Caller, entry.Owner);
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        File.CreateSymbolicLink(Name, "/no such/target");
        using FileEntry entry = FileEntry.Open(Name);

        Assert.True(entry.IsLink);
        Assert.False(entry.IsRegular);
        Assert.Equal("/no such/target", entry.ReadTarget());
    }

    [Fact]
    public void A_folder_is_neither()
    {
        using FileEntry entry = FileEntry.Open(_folder.FullName);

        Assert.False(entry.IsLink);
        Assert.False(entry.IsRegular);
        Assert.Throws<SystemCallException>(entry.ReadTarget);
    }

    [Fact]
    public void Permissions_are_those_of_the_file_that_was_looked_at()
    {
        const UnixFileMode Before = UnixFileMode.UserRead;
        File.WriteAllText(Name, "exchanged");
        File.SetUnixFileMode(Name, Before);
        string socket = Name + ".sock";
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(socket));
        using FileEntry entry = FileEntry.Open(socket);
        File.Move(socket, socket + ".old");
        File.CreateSymbolicLink(socket, Name);

        entry.SetMode(UnixFileMode.UserWrite);

        Assert.True(entry.IsSocket);
        Assert.Equal(UnixFileMode.UserWrite, File.GetUnixFileMode(socket + ".old"));
        Assert.Equal(Before, File.GetUnixFileMode(Name));
    }

    [Fact]
    public void Nothing_is_an_error()
    {
        const int NoSuchFile = 2;
        Assert.Equal(NoSuchFile, Assert.Throws<SystemCallException>(() => FileEntry.Open(Name)).Errno);
    }

    [Fact]
    public void An_open_file_has_an_owner()
    {
        File.WriteAllText(Name, "");
        using FileStream file = File.OpenRead(Name);

        Assert.Equal(FileSystemCalls.Caller, FileSystemCalls.OwnerOf(file.SafeFileHandle));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
