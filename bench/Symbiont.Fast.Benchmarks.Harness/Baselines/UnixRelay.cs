using System.Net.Sockets;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Agent → relay → agent and back over Unix sockets, three threads that block in read and write: four wake-ups, and
/// nothing that the product could leave out. The agents share a core, for one of them always waits for the other.
/// </summary>
internal sealed class UnixRelay : IPingPong
{
    private const string Relay = "relay";
    private const string Echo = "echoing agent";

    private readonly UnixSocketPair _first = UnixSocketPair.Connect();
    private readonly UnixSocketPair _second = UnixSocketPair.Connect();
    private readonly RelayKeys _keys;
    private readonly StampedPayload _payload;
    private readonly byte[] _frame;
    private readonly RoleThread _relay;
    private readonly RoleThread _echo;

    private UnixRelay(int payload, RelayKeys keys, Placement placement)
    {
        _keys = keys;
        _payload = new StampedPayload(payload);
        _frame = new byte[keys.FrameLength(payload)];
        _relay = new RoleThread(Relay, placement.CoreOf(Relay), () => RunRelay(payload));
        _echo = new RoleThread(Echo, placement.CoreOf(Echo), () => RunEcho(payload));
    }

    public static Scenario Scenario(string name, int payload, Func<RelayKeys> keys, int openRate = 0) => new(
        name, [new Role("agent", 0), new Role(Relay, 1), new Role(Echo, 0)],
        placement => new UnixRelay(payload, keys(), placement), openRate);

    public void RoundTrip()
    {
        _keys.Put(Hop.AgentToRelay, _payload.Next(), _frame);
        UnixSocketPair.Send(_first.Near, _frame);
        if (!UnixSocketPair.TryReceive(_first.Near, _frame))
        {
            _relay.ThrowIfFailed();
            _echo.ThrowIfFailed();
            throw new HarnessException("The relay has closed.");
        }

        _keys.Take(Hop.RelayToAgent, _frame, _payload.Answer);
        _payload.DemandAnswer();
    }

    public void Dispose()
    {
        // The relay reads the end of the stream and closes the next socket, where the echo reads it.
        _first.Near.Shutdown(SocketShutdown.Both);
        _relay.Join();
        _echo.Join();
        _first.Dispose();
        _second.Dispose();
        _keys.Dispose();
    }

    private void RunRelay(int payload)
    {
        byte[] frame = new byte[_keys.FrameLength(payload)];
        byte[] next = new byte[frame.Length];
        byte[] scratch = new byte[payload];
        using Socket near = _first.Far;
        using Socket far = _second.Near;
        while (UnixSocketPair.TryReceive(near, frame))
        {
            _keys.Relay(Hop.AgentToRelay, frame, next, scratch);
            UnixSocketPair.Send(far, next);
            if (!UnixSocketPair.TryReceive(far, frame))
            {
                return;
            }

            _keys.Relay(Hop.EchoToRelay, frame, next, scratch);
            UnixSocketPair.Send(near, next);
        }
    }

    private void RunEcho(int payload)
    {
        byte[] frame = new byte[_keys.FrameLength(payload)];
        byte[] text = new byte[payload];
        using Socket near = _second.Far;
        while (UnixSocketPair.TryReceive(near, frame))
        {
            _keys.Take(Hop.RelayToEcho, frame, text);
            _keys.Put(Hop.EchoToRelay, text, frame);
            UnixSocketPair.Send(near, frame);
        }
    }
}
