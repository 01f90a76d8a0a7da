using System.Diagnostics;
using Symbiont.Fast.Benchmarks.Harness;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Transport.InProcess;

namespace Symbiont.Fast.Benchmarks.RoundTrips;

/// <summary>
/// Both agents on one thread and the router on another, spinning, as in the bare relay over rings: two cores can spin.
/// </summary>
internal sealed class InProcessRoundTrip : IPingPong
{
    private const string RouterRole = "router";
    private const int Glance = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ProductWorld _world;
    private readonly SpinningRole _router;
    private readonly CallingAgent _caller;
    private readonly EchoAgent _echo;

    private InProcessRoundTrip(int payload, Security security, Placement placement)
    {
        _world = new ProductWorld(
            new InProcessEndPoint("bench"), security,
            options => options with { ThreadingMode = ThreadingMode.Invoker });
        _router = new SpinningRole(new Turning(_world.Router), placement.CoreOf(RouterRole));
        _router.Resume();
        var caller = _world.Connect("caller");
        var echo = _world.Connect("echo");
        _caller = new CallingAgent(caller, ProductWorld.Find(caller, echo.Name), payload);
        _echo = new EchoAgent(echo, ProductWorld.Find(echo, caller.Name));
        _router.Pause();
    }

    public static Scenario Scenario(int payload, Security security) => new(
        $"in-process, {security.ToString().ToLowerInvariant()}",
        [new Role("agents", 0, Spins: true), new Role(RouterRole, 1, Spins: true)],
        placement => new InProcessRoundTrip(payload, security, placement));

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
    }

    private sealed class Turning(MessageRouter router) : IDutyCycle
    {
        public string Name => RouterRole;

        public int DoWork() => router.DoWork();
    }
}
