using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>
/// Both agents on one thread and the router on another, spinning, as in the bare relay over rings: two cores can spin.
/// Over shared memory, each end has mapped it for itself, as two processes would.
/// </summary>
internal sealed class SpinningRoundTrip : IPingPong
{
    private const string RouterRole = "router";
    private const int Glance = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WorldPlace _place;
    private readonly ProductWorld _world;
    private readonly SpinningRole _router;
    private readonly CallingAgent _caller;
    private readonly EchoAgent _echo;

    private SpinningRoundTrip(WorldPlace place, int payload, Security security, Placement placement)
    {
        _place = place;
        _world = new ProductWorld(
            place.EndPoint, security,
            options => options with { ThreadingMode = ThreadingMode.Invoker });
        _router = new SpinningRole(new Turning(_world.Router), placement.CoreOf(RouterRole));
        _router.Resume();
        var caller = _world.Connect("caller");
        var echo = _world.Connect("echo");
        _caller = new CallingAgent(caller, ProductWorld.Find(caller, echo.Name), payload);
        _echo = new EchoAgent(echo, ProductWorld.Find(echo, caller.Name));
        _router.Pause();
    }

    public static Scenario InProcess(int payload, Security security) =>
        Scenario("in-process", WorldPlace.InProcess, payload, security);

    public static Scenario SharedMemory(int payload, Security security) =>
        Scenario("shared memory", WorldPlace.SharedMemory, payload, security);

    private static Scenario Scenario(string way, Func<WorldPlace> place, int payload, Security security) => new(
        $"{way}, {security.ToString().ToLowerInvariant()}",
        [new Role("agents", 0, Spins: true), new Role(RouterRole, 1, Spins: true)],
        placement => new SpinningRoundTrip(place(), payload, security, placement));

    public void RoundTrip()
    {
        _caller.Send();
        long since = 0;
        for (int looks = 1; !_caller.IsAnswered; looks++)
        {
            _echo.Client.Poll();
            _caller.Client.Poll();
            if (looks % Glance == 0)
            {
                _router.ThrowIfFailed();
                since = since == 0 ? Stopwatch.GetTimestamp() : since;
                if (Stopwatch.GetElapsedTime(since) > Patience)
                {
                    throw new HarnessException("No answer has come for ten seconds.");
                }
            }
        }
    }

    public void Resume() => _router.Resume();

    public void Pause() => _router.Pause();

    public void Dispose()
    {
        _router.Dispose();
        _world.Dispose();
        _place.Dispose();
    }

    private sealed class Turning(MessageRouter router) : IDutyCycle
    {
        public string Name => RouterRole;

        public int DoWork() => router.DoWork();
    }
}
