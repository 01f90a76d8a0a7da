using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>
/// Two agents and a router that sleep until they are woken, as in the bare relay over Unix sockets: the agents share a
/// core, for one of them always waits for the other.
/// </summary>
internal sealed class SleepingRoundTrip : IPingPong
{
    private const string RouterRole = "router";
    private const string EchoRole = "echoing agent";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly WorldPlace _place;
    private readonly ProductWorld _world;
    private readonly CallingAgent _caller;
    private readonly EchoAgent _echo;
    private readonly RoleThread _echoing;
    private volatile bool _end;

    private SleepingRoundTrip(WorldPlace place, int payload, Security security, Placement placement)
    {
        _place = place;
        int core = placement.CoreOf(RouterRole);
        _world = new ProductWorld(
            place.EndPoint, security,
            options => options with { Cores = [core] });
        var caller = _world.Connect("caller");
        var echo = _world.Connect("echo");
        _caller = new CallingAgent(caller, ProductWorld.Find(caller, echo.Name), payload);
        _echo = new EchoAgent(echo, ProductWorld.Find(echo, caller.Name));
        _echoing = new RoleThread(EchoRole, placement.CoreOf(EchoRole), RunEcho);
    }

    public static Scenario Unix(int payload, Security security) =>
        Scenario("unix", WorldPlace.Unix, payload, security);

    public static Scenario SharedMemory(int payload, Security security) =>
        Scenario("shared memory, sleeping", WorldPlace.SharedMemory, payload, security);

    private static Scenario Scenario(string way, Func<WorldPlace> place, int payload, Security security) => new(
        $"{way}, {security.ToString().ToLowerInvariant()}",
        [new Role("agent", 0), new Role(RouterRole, 1), new Role(EchoRole, 0)],
        placement => new SleepingRoundTrip(place(), payload, security, placement));

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
        _place.Dispose();
    }

    private void RunEcho()
    {
        while (!_end)
        {
            _echo.Client.Poll(Wait);
        }
    }
}
