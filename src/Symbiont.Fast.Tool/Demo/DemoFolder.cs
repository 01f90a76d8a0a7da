namespace Symbiont.Fast.Tool;

/// <summary>A folder of its own for one demo: keys, sockets and the audit log. Deleted at the end.</summary>
internal sealed class DemoFolder : IDisposable
{
    private DemoFolder(StateFolder state) => State = state;

    public StateFolder State { get; }

    public static DemoFolder Create() => new(new StateFolder(Directory.CreateTempSubdirectory("symbiont-").FullName));

    public void Dispose()
    {
        try
        {
            Directory.Delete(State.Root, recursive: true);
        }
        catch (IOException)
        {
            // Keys of a demo that is over; the system's own cleaning of temporary files takes them.
        }
    }
}
