using Symbiont.Fast.Concurrent;

namespace Symbiont.Fast.Benchmarks.Harness;

/// <summary>
/// Agent → relay → agent and back over rings in one process, spinning: the relay on one core, both agents on another,
/// of which only one has something to do at a time. Two cores are enough, and no wait is a sleep.
/// </summary>
internal sealed class SharedMemoryRelay : IPingPong
{
    private const string Relay = "relay";

    // Small enough to stay in the nearer caches: this is a floor.
    private const int Capacity = 16_384;

    private readonly OneToOneRing[] _rings = [.. Enumerable.Range(0, 4).Select(_ => new OneToOneRing(Capacity))];
    private readonly RelayKeys _keys;
    private readonly StampedPayload _payload;
    private readonly byte[] _echo;
    private readonly int _frame;
    private readonly SpinningRole _relay;

    private SharedMemoryRelay(int payload, RelayKeys keys, Placement placement)
    {
        _keys = keys;
        _payload = new StampedPayload(payload);
        _echo = new byte[payload];
        _frame = keys.FrameLength(payload);
        _relay = new SpinningRole(new Relaying(_rings, keys, payload), placement.CoreOf(Relay));
    }

    public static Scenario Scenario(string name, int payload, Func<RelayKeys> keys) => new(
        name, [new Role("agents", 0, Spins: true), new Role(Relay, 1, Spins: true)],
        placement => new SharedMemoryRelay(payload, keys(), placement));

    public void RoundTrip()
    {
        Send(Hop.AgentToRelay, _payload.Next());
        Receive(Hop.RelayToEcho, _echo);
        Send(Hop.EchoToRelay, _echo);
        Receive(Hop.RelayToAgent, _payload.Answer);
        _payload.DemandAnswer();
    }

    public void Resume() => _relay.Resume();

    public void Pause() => _relay.Pause();

    public void Dispose()
    {
        _relay.Dispose();
        Array.ForEach(_rings, ring => ring.Dispose());
        _keys.Dispose();
    }

    private void Send(Hop hop, ReadOnlySpan<byte> payload)
    {
        if (!_rings[(int)hop].TryClaim(1, _frame, out RingClaim claim))
        {
            throw new HarnessException("A ring with one message in flight is full.");
        }

        _keys.Put(hop, payload, claim.Bytes);
        claim.Commit();
    }

    private void Receive(Hop hop, Span<byte> payload)
    {
        OneToOneRing ring = _rings[(int)hop];
        var watch = new StallWatch(_relay);
        RingRecord record;
        while (!ring.TryPeek(out record))
        {
            watch.Turn();
        }

        _keys.Take(hop, record.Bytes, payload);
        ring.Release();
    }

    private sealed class Relaying(OneToOneRing[] rings, RelayKeys keys, int payload) : IDutyCycle
    {
        private readonly byte[] _scratch = new byte[payload];

        public string Name => Relay;

        public int DoWork() => Move(Hop.AgentToRelay) + Move(Hop.EchoToRelay);

        private int Move(Hop from)
        {
            OneToOneRing ring = rings[(int)from];
            if (!ring.TryPeek(out RingRecord record))
            {
                return 0;
            }

            if (!rings[(int)from + 1].TryClaim(record.Kind, record.Bytes.Length, out RingClaim claim))
            {
                throw new HarnessException("A ring with one message in flight is full.");
            }

            keys.Relay(from, record.Bytes, claim.Bytes, _scratch);
            claim.Commit();
            ring.Release();
            return 1;
        }
    }
}
