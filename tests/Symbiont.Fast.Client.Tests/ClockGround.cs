using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Transport;

namespace Symbiont.Fast.Client.Tests;

/// <summary>A host with clocks that move by hand, and a router that answers its pings when told to.</summary>
internal sealed class ClockGround : IDisposable
{
    public const long Second = 1_000_000_000L;

    private readonly Sender _sender = new();
    private readonly AgentBundle _bundle;
    private readonly Queue<byte[]> _pings = new();

    public ClockGround(TimeSpan? patience = null)
    {
        _bundle = new AgentBundle(
            _sender.Credential, SigningKey.Generate(), KeyAgreementKey.Generate(), _sender.OperatorKey, new byte[32]);
        var options = new AgentClientOptions
        {
            EndPoint = new UnixEndPoint("/nowhere"),
            ListenerId = "docker",
            Clock = Local,
        };
        var clock = new SessionClock(Local, new ClockSample(0, 0, Router.UnixNanoseconds));
        Watch = new ClockWatch(
            clock, Local, new ClockLimit(_bundle, options), patience ?? TimeSpan.FromSeconds(5), _pings.Enqueue,
            () => OnFlush?.Invoke());
    }

    public ManualClock Local { get; } = new(Sender.Now);

    public ManualClock Router { get; } = new(Sender.Now);

    public ClockWatch Watch { get; }

    public int Pings => _pings.Count;

    /// <summary>What happens when a sender makes its ping leave.</summary>
    public Action? OnFlush { get; set; }

    /// <summary>Time passes here and at the router.</summary>
    public void Pass(TimeSpan time)
    {
        Local.Advance(time);
        Router.Advance(time);
    }

    /// <summary>The host stands still, and knows its wall clock again when it goes on.</summary>
    public void Pause(TimeSpan time)
    {
        Freeze(time);
        Pass(TimeSpan.FromMilliseconds(5));
        Local.SetUnix(Router.UnixNanoseconds);
    }

    /// <summary>The host stands still, and none of its clocks knows.</summary>
    public void Freeze(TimeSpan time) => Router.Advance(time);

    public PingMessage TakePing()
    {
        byte[] control = _pings.Dequeue();
        Assert.Equal(FrameError.None, PingMessage.TryRead(
            ControlCode.Ping, control.AsSpan(ControlHeader.Size), out PingMessage ping));
        return ping;
    }

    public void Answer() => Answer(Router.UnixNanoseconds);

    public void Answer(long time) => Watch.OnPong(TakePing() with { Code = ControlCode.Pong, Time = time });

    public long Counter(string name) => Watch.Counters.Single(counter => counter.Key == name).Value;

    public void Dispose()
    {
        _bundle.Dispose();
        _sender.Dispose();
    }
}
