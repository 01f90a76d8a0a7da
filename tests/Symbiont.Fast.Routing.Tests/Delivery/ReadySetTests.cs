using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Delivery;

namespace Symbiont.Fast.Routing.Tests.Delivery;

public sealed class ReadySetTests
{
    [Fact]
    public void A_round_gives_each_slot_once_in_order()
    {
        var bell = new Bell();
        var ready = new ReadySet(20_000, bell);
        int[] slots = [19_999, 0, 63, 64, 4095, 4096, 0, 64];
        Array.ForEach(slots, slot => Announce(ready, slot));

        Assert.Equal([0, 63, 64, 4095, 4096, 19_999], Round(ready));
        Assert.Equal(6, bell.Rings);
        Assert.Empty(Round(ready));
    }

    [Fact]
    public void What_is_added_within_a_round_comes_in_it_or_in_the_next()
    {
        var ready = new ReadySet(200, new Bell());
        Announce(ready, 70);
        Announce(ready, 71);
        Assert.True(ready.TryTake(out int first));
        Announce(ready, 0);
        Announce(ready, 70);
        Announce(ready, 199);

        Assert.Equal(70, first);
        Assert.Equal([71], Round(ready));
        Assert.Equal([0, 70, 199], Round(ready));
    }

    [Fact]
    public async Task Two_shards_lose_nothing_that_they_announce()
    {
        const int Each = 50_000;
        const int Slots = 130;
        var ready = new ReadySet(Slots, new Bell());
        EgressPort[] ports = [.. Enumerable.Range(0, Slots).Select(slot => new EgressPort(slot, 4096, ready))];
        Task[] shards = [.. Enumerable.Range(1, 2).Select(shard => Task.Run(() => Fill(ports, shard, Each)))];
        var last = new int[3, Slots];
        int seen = 0;
        while (seen < 2 * Each)
        {
            while (ready.TryTake(out int slot))
            {
                while (ports[slot].TryPeek(out _, out ReadOnlySpan<byte> body))
                {
                    int number = BitConverter.ToInt32(body[1..]);
                    Assert.True(number > last[body[0], slot]);
                    last[body[0], slot] = number;
                    ports[slot].Release();
                    seen++;
                }
            }
        }

        await Task.WhenAll(shards);
        Assert.All(ports, port => Assert.False(port.TryPeek(out _, out _)));
        Array.ForEach(ports, port => port.Dispose());
    }

    private static void Fill(EgressPort[] ports, int shard, int count)
    {
        for (int i = 1; i <= count; i++)
        {
            EgressPort port = ports[i * 7 % ports.Length];
            SharedRingClaim claim;
            var wait = default(SpinWait);
            while (!port.TryClaim(FrameKind.Control, 5, out claim))
            {
                wait.SpinOnce();
            }

            claim.Bytes[0] = (byte)shard;
            BitConverter.TryWriteBytes(claim.Bytes[1..], i);
            claim.Commit();
            port.Announce();
        }
    }

    private static void Announce(ReadySet ready, int slot)
    {
        using var port = new EgressPort(slot, 4096, ready);
        port.Announce();
    }

    private static List<int> Round(ReadySet ready)
    {
        var slots = new List<int>();
        while (ready.TryTake(out int slot))
        {
            slots.Add(slot);
        }

        return slots;
    }

    private sealed class Bell : IDoorbell
    {
        public int Rings { get; private set; }

        public void Ring() => Rings++;
    }
}
