using System.Buffers.Binary;
using System.Net.Sockets;
using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.SharedMemory;

namespace Symbiont.Fast.Transport.Conformance.Tests.SharedMemory;

/// <summary>How memory gets from the router to an agent, and what becomes of a connection when it does not.</summary>
public sealed class HandOverTests : IDisposable
{
    // As docs/decisions/0027 draws it: the agent's words begin at 768.
    private const int AgentTail = 768;
    private const int AgentHead = 768 + 128;
    private const int AgentSwitch = 768 + 256;

    private readonly MemoryBudget _budget = new(RingPair.RingBytes, 2);
    private readonly byte[] _buffer = new byte[RingPair.RingBytes * 2];

    public void Dispose() => _budget.Dispose();

    [Fact]
    public async Task A_stranger_gets_no_memory()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Agent.Send([1, 2, 3], out _);
        Assert.Equal(1, pair.Wait(new Readiness[4]));

        Assert.Equal(IoStatus.Done, pair.Router.Receive(_buffer, out int received));

        Assert.Equal(3, received);
        Assert.Equal(0, _budget.Sessions);
        Assert.False(pair.Agent.WaitToReceive(TimeSpan.Zero));
    }

    [Fact]
    public async Task Bytes_before_and_behind_the_change_arrive_in_order()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Agent.Send([1], out _);
        pair.Router.Send([11], out _);
        pair.Router.OnAuthenticated();
        pair.Router.Send([12], out _);
        Assert.Equal([11], Read(pair.Agent, 1));
        pair.Agent.Send([2], out _);
        Assert.Equal([12], Read(pair.Agent, 1));
        pair.Agent.Send([3], out _);

        Assert.Equal([1, 2, 3], Read(pair.Router, 3));
        pair.Router.Send([13], out _);
        pair.Router.Send([14], out _);
        Assert.Equal([13, 14], Read(pair.Agent, 2));
        Assert.True(pair.Agent.ReadsRing && pair.Agent.WritesRing);
        Assert.Equal(MemoryOffer.Made, pair.Router.Offer);
    }

    [Fact]
    public void What_it_needs_of_the_kernel_is_there()
    {
        SharedMemoryProbeResult probe = SharedMemoryProbe.Run();

        Assert.True(probe.IsUsable, probe.Reason);
        Assert.True(probe.HasEventFd, probe.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_offer_that_cannot_be_taken_leaves_the_agent_on_the_socket(bool ofTheWrongSize)
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        using var bell = new EventFd();
        using SealedMemory strange = SealedMemory.Create(4097);
        using var socket = new Socket(new SafeSocketHandle(pair.Router.Descriptor, ownsHandle: false));
        pair.Router.Send([1], out _);
        SocketRights.Send((int)socket.Handle, [0], [ofTheWrongSize ? strange.Descriptor : bell.Descriptor]);
        pair.Router.Send([2], out _);

        Assert.Equal([1, 2], Read(pair.Agent, 2));
        Assert.False(pair.Agent.ReadsRing || pair.Agent.WritesRing);
        pair.Agent.Send([3], out _);
        Assert.Equal([3], Read(pair.Router, 1));
    }

    [Fact]
    public async Task Beyond_the_bound_a_session_stays_on_the_socket()
    {
        using RingPair one = await RingPair.ConnectAsync(_budget);
        using RingPair two = await RingPair.ConnectAsync(_budget);
        using RingPair three = await RingPair.ConnectAsync(_budget);
        one.Switch();
        two.Switch();
        three.Switch();

        Assert.Equal(MemoryOffer.Withheld, three.Router.Offer);
        Assert.Equal(2, _budget.Sessions);
        three.Router.Send([7], out _);
        Assert.Equal([7], Read(three.Agent, 1));
        Assert.False(three.Agent.ReadsRing);
        await one.ConnectAgainAsync();
        three.Router.OnAuthenticated();
        Assert.Equal(MemoryOffer.Withheld, three.Router.Offer);
        one.Switch();
        Assert.Equal(MemoryOffer.Made, one.Router.Offer);
    }

    [Fact]
    public async Task Memory_is_fresh_for_each_session_and_taken_back_from_the_last()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        pair.Agent.Send(new byte[100].Select(_ => (byte)0xAA).ToArray(), out _);
        Read(pair.Router, 100);
        Assert.True(pair.Memory.Contains((byte)0xAA));
        pair.Poller.Remove(pair.Router);
        pair.Router.Dispose();

        // The agent still has it mapped, and finds nothing there any more.
        Assert.False(pair.Memory.ContainsAnyExcept((byte)0));
        await pair.ConnectAgainAsync();
        pair.Switch();
        Assert.False(pair.Memory.Contains((byte)0xAA));
    }

    [Fact]
    public async Task What_an_agent_has_not_read_yet_it_reads_after_the_router_has_closed()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        pair.Router.Send([1, 2, 3], out _);
        pair.Poller.Remove(pair.Router);
        pair.Router.Dispose();

        Assert.Equal([1, 2, 3], Read(pair.Agent, 3));
        Assert.Equal(IoStatus.Closed, pair.Agent.Receive(_buffer, out _));
    }

    [Theory]
    [InlineData(RingPair.RingBytes + 1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task A_position_that_cannot_be_ends_the_connection(long position)
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[AgentTail..], position);

        Assert.Equal(1, pair.Wait(new Readiness[4]));
        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out int received));
        Assert.Equal(0, received);
        Assert.True(pair.Router.IsBroken);
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[AgentTail..], 0);
        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out _));
        Assert.Equal(IoStatus.Closed, pair.Router.Send([1], out _));
    }

    [Fact]
    public async Task A_position_that_goes_back_ends_the_connection()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        pair.Agent.Send([1, 2, 3], out _);
        Read(pair.Router, 3);
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[AgentTail..], 2);

        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out _));
        Assert.True(pair.Router.IsBroken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task Having_read_what_was_not_written_ends_the_connection(long head)
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[AgentHead..], head);

        IoStatus first = pair.Router.Send(_buffer, out _);
        Assert.Equal(IoStatus.Closed, first);
        Assert.True(pair.Router.IsBroken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    public async Task A_change_behind_what_was_read_ends_the_connection(long sentBefore)
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Agent.Send([1, 2, 3], out _);
        Read(pair.Router, 3);
        pair.Router.OnAuthenticated();
        pair.Agent.WaitToReceive(TimeSpan.Zero);
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[(AgentSwitch + 8)..], sentBefore);

        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out _));
        Assert.True(pair.Router.IsBroken);
    }

    [Fact]
    public async Task A_change_that_never_comes_stalls_the_agent_alone()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Router.OnAuthenticated();
        pair.Agent.WaitToReceive(TimeSpan.Zero);
        BinaryPrimitives.WriteInt64LittleEndian(pair.Memory[(AgentSwitch + 8)..], long.MaxValue);
        pair.Agent.Send([1], out _);

        Assert.Equal(IoStatus.WouldBlock, pair.Router.Receive(_buffer, out _));
        Assert.False(pair.Router.IsBroken);
        pair.Agent.Dispose();
        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Words_about_sleep_may_say_anything(bool takesBell)
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget, takesBell);
        pair.Switch();
        var ready = new Readiness[4];
        for (int i = 0; i < 100; i++)
        {
            pair.Memory[512..768].Fill((byte)i);
            pair.Memory[(768 + 384)..1408].Fill((byte)i);
            Assert.Equal(IoStatus.Done, pair.Agent.Send([(byte)i], out _));
            Assert.Equal([(byte)i], Read(pair.Router, 1));
            Assert.Equal(0, pair.Poller.Poll(ready));
        }
    }

    [Fact]
    public async Task An_agent_that_is_gone_without_a_word_is_heard_to_its_end()
    {
        using RingPair pair = await RingPair.ConnectAsync(_budget);
        pair.Switch();
        pair.Agent.Send([1, 2], out _);
        using (var socket = new Socket(new SafeSocketHandle(pair.Agent.Descriptor, ownsHandle: false)))
        {
            // What the kernel does when the process is killed: the memory says nothing of it.
            socket.Shutdown(SocketShutdown.Both);
        }

        var ready = new Readiness[4];
        Assert.Equal(1, pair.Wait(ready));
        Assert.Equal([1, 2], Read(pair.Router, 2));
        Assert.Equal(1, pair.Wait(ready));
        Assert.Equal(IoStatus.Closed, pair.Router.Receive(_buffer, out _));
        Assert.False(pair.Router.IsBroken);
    }

    private static byte[] Read(Connection connection, int count)
    {
        byte[] bytes = new byte[count];
        for (int length = 0; length < count;)
        {
            IoStatus status = connection.Receive(bytes.AsSpan(length), out int received);
            Assert.NotEqual(IoStatus.Closed, status);
            length += received;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return bytes;
    }
}
