using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>
/// Two agents and a router that sleep until they are woken, as in the bare relay over Unix sockets: the agents share a
/// core, for one of them always waits for the other.
/// </summary>
internal sealed class UnixRoundTrip : IPingPong
{
    private const string RouterRole = "router";
    private const string EchoRole = "echoing agent";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("sf-bench-").FullName;
    private readonly ProductWorld _world;
    private readonly CallingAgent _caller;
    private readonly EchoAgent _echo;
    private readonly RoleThread _echoing;
    private volatile bool _end;

    private UnixRoundTrip(int payload, Security security, Placement placement)
    {
        int core = placement.CoreOf(RouterRole);
        _world = new ProductWorld(
            new UnixEndPoint(Path.Combine(_folder, "router.sock")), security,
            options => options with { Cores = [core] });
        var caller = _world.Connect("caller");
        var echo = _world.Connect("echo");
        _caller = new CallingAgent(caller, ProductWorld.Find(caller, echo.Name), payload);
        _echo = new EchoAgent(echo, ProductWorld.Find(echo, caller.Name));
        _echoing = new RoleThread(EchoRole, placement.CoreOf(EchoRole), RunEcho);
    }

    public static Scenario Scenario(int payload, Security security) => new(
        $"unix, {security.ToString().ToLowerInvariant()}",
        [new Role("agent", 0), new Role(RouterRole, 1), new Role(EchoRole, 0)],
        placement => new UnixRoundTrip(payload, security, placement));

    public void RoundTrip()
    {
        _caller.Send();
        long start = 0;
        while (!_caller.IsAnswered)
        {
            if (_caller.Client.Poll(Wait) > 0)
            {
                continue;
            }

            _echoing.ThrowIfFailed();
            start = start == 0 ? Stopwatch.GetTimestamp() : start;
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new HarnessException("No answer has come for ten seconds.");
            }
        }
    }

    public void Dispose()
    {
        _end = true;
        _echoing.Join();
        _world.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void RunEcho()
    {
        while (!_end)
        {
            _echo.Client.Poll(Wait);
        }
    }
}
