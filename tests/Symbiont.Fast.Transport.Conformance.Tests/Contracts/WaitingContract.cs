namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>How the agent's end waits, and what ends its waiting.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class WaitingContract<T> : TransportContract<T>
    where T : ITransportUnderTest, new()
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task A_read_gives_up_at_its_time_limit_and_goes_on_later()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.Agent.SetReceiveTimeout(Moment);
        Assert.Equal(IoStatus.WouldBlock, ends.Agent.Receive(new byte[1], out int received));
        Assert.Equal(0, received);

        ends.Agent.SetReceiveTimeout(Timeout.InfiniteTimeSpan);
        ends.RouterEnd.SendAll([7]);
        Assert.Equal([7], ends.AgentEnd.ReceiveExactly(1));
    }

    [Fact]
    public async Task A_read_without_limit_wakes_with_the_first_byte()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.Agent.SetReceiveTimeout(Timeout.InfiniteTimeSpan);

        // Again and again, so that the byte comes before, while and after the reader falls asleep.
        Task<byte[]> reading = Start(() => ReadSingly(ends.AgentEnd, 500, ends.AgentEnd.SendAll));
        for (int i = 0; i < 500; i++)
        {
            ends.RouterEnd.SendAll([(byte)i]);
            Assert.Equal([(byte)i], ends.RouterEnd.ReceiveExactly(1));
        }

        byte[] all = await reading.WaitAsync(Guard.Patience, Cancellation);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (byte)i), all);
    }

    [Fact]
    public async Task After_StopWaiting_nothing_waits()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.Agent.SetReceiveTimeout(Timeout.InfiniteTimeSpan);
        ends.Agent.StopWaiting();

        Assert.Equal(IoStatus.WouldBlock, ends.Agent.Receive(new byte[1], out _));
        byte[] block = new byte[100_000];
        IoStatus status = IoStatus.Done;
        while (status == IoStatus.Done)
        {
            status = ends.Agent.Send(block, out _);
        }

        Assert.Equal(IoStatus.WouldBlock, status);
    }

    [Fact]
    public async Task WaitToReceive_tells_of_bytes_and_of_the_end_and_takes_nothing()
    {
        using ConnectedEnds ends = await ConnectAsync();
        Assert.False(ends.Agent.WaitToReceive(TimeSpan.Zero));
        Assert.False(ends.Agent.WaitToReceive(Moment));

        ends.RouterEnd.SendAll([1, 2]);
        Assert.True(ends.Agent.WaitToReceive(Guard.Patience));
        Assert.True(ends.Agent.WaitToReceive(Guard.Patience));
        Assert.Equal([1, 2], ends.AgentEnd.ReceiveExactly(2));
        Assert.False(ends.Agent.WaitToReceive(TimeSpan.Zero));

        Task<bool> waiting = Start(() => ends.Agent.WaitToReceive(Timeout.InfiniteTimeSpan));
        ends.Router.EndSending();
        Assert.True(await waiting.WaitAsync(Guard.Patience, Cancellation));
        Assert.Equal(IoStatus.Closed, ends.Agent.Receive(new byte[1], out _));
    }

    [Fact]
    public async Task Abort_from_another_thread_ends_a_read()
    {
        using ConnectedEnds ends = await ConnectAsync();
        ends.Agent.SetReceiveTimeout(Timeout.InfiniteTimeSpan);
        using var started = new ManualResetEventSlim();
        Task<IoStatus> reading = Start(() =>
        {
            started.Set();
            return ends.Agent.Receive(new byte[1], out _);
        });

        // Whether the reader is in the call yet or only about to be, it must come out.
        Assert.True(started.Wait(Guard.Patience, Cancellation));
        ends.Agent.Abort();
        Assert.Equal(IoStatus.Closed, await reading.WaitAsync(Guard.Patience, Cancellation));
        Assert.Empty(ends.RouterEnd.ReceiveToEnd());
    }

    /// <summary>Aborted here, or by a peer that goes: the writer must come out.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Abort_at_either_end_ends_a_write(bool here)
    {
        using ConnectedEnds ends = await ConnectAsync();
        Task<IoStatus> writing = Start(() => SendToTheEnd(ends.Agent));

        // The first byte shows that the writer has begun, and what it wants to write is more than any buffer holds.
        Assert.Single(ends.RouterEnd.ReceiveExactly(1));
        (here ? ends.Agent : ends.Router).Abort();
        Assert.Equal(IoStatus.Closed, await writing.WaitAsync(Guard.Patience, Cancellation));
    }

    [Fact]
    public async Task Reading_and_writing_at_once_do_not_disturb_each_other()
    {
        using ConnectedEnds ends = await ConnectAsync();
        byte[] up = Bytes(8 << 20);
        byte[] down = Bytes(7 << 20);

        Task<bool> writing = Start(() => Send(ends.AgentEnd, up));
        Task<byte[]> reading = Start(() => ends.AgentEnd.ReceiveExactly(down.Length));
        byte[] above = Exchange(ends.RouterEnd, down, up.Length);

        Assert.True(await writing.WaitAsync(Guard.Patience, Cancellation));
        byte[] below = await reading.WaitAsync(Guard.Patience, Cancellation);
        Assert.True(up.AsSpan().SequenceEqual(above));
        Assert.True(down.AsSpan().SequenceEqual(below));
    }

    // The router's end sends and reads in turns, as its bus does.
    private static byte[] Exchange(StreamEnd end, byte[] bytes, int wanted)
    {
        byte[] received = new byte[wanted];
        int length = 0;
        int sent = 0;
        while (length < wanted || sent < bytes.Length)
        {
            Cancellation.ThrowIfCancellationRequested();
            if (sent < bytes.Length)
            {
                end.Connection.Send(bytes.AsSpan(sent), out int count);
                sent += count;
            }

            if (length < wanted)
            {
                end.Connection.Receive(received.AsSpan(length), out int count);
                length += count;
            }
        }

        return received;
    }

    private static bool Send(StreamEnd end, byte[] bytes)
    {
        end.SendAll(bytes);
        return true;
    }

    private static byte[] ReadSingly(StreamEnd end, int count, Action<ReadOnlySpan<byte>> echo)
    {
        byte[] read = new byte[count];
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(1, end.ReceiveSome(read.AsSpan(i, 1)));
            echo(read.AsSpan(i, 1));
        }

        return read;
    }

    private static IoStatus SendToTheEnd(Connection connection)
    {
        byte[] bytes = new byte[64 << 20];
        IoStatus status = IoStatus.Done;
        while (status == IoStatus.Done)
        {
            status = connection.Send(bytes, out _);
        }

        return status;
    }

    // A thread of its own: what blocks must not hold one of the pool's.
    private static Task<TResult> Start<TResult>(Func<TResult> work) => Task.Factory.StartNew(
        work, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
