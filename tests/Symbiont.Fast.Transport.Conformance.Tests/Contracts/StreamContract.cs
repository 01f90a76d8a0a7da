namespace Symbiont.Fast.Transport.Conformance.Tests;

/// <summary>A connection is a stream: every byte once, in order, whatever the pieces, and then the end.</summary>
/// <typeparam name="T">The transport.</typeparam>
public abstract class StreamContract<T> : TransportContract<T>
    where T : ITransportUnderTest, new()
{
    private const int SmallFrame = 64;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_arrive_in_order_and_unchanged_however_they_are_cut(bool toRouter)
    {
        using ConnectedEnds ends = await ConnectAsync();
        (StreamEnd from, StreamEnd to) = ends.Direction(toRouter);

        // Several times what any buffer holds: both sides must wait for each other.
        byte[] bytes = Bytes(16 << 20);
        Task sending = Task.Run(() => SendInPieces(from, bytes, new Random(1)), Cancellation);
        var random = new Random(2);
        for (int position = 0; position < bytes.Length;)
        {
            byte[] piece = to.ReceiveExactly(Math.Min(random.Next(1, 60_000), bytes.Length - position));
            Assert.True(bytes.AsSpan(position, piece.Length).SequenceEqual(piece), $"changed behind {position}");
            position += piece.Length;
        }

        await sending.WaitAsync(Guard.Patience, Cancellation);
        Assert.Equal(IoStatus.WouldBlock, StopAndReceive(to.Connection));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_arrive_in_segments_of_one(bool toRouter)
    {
        using ConnectedEnds ends = await ConnectAsync();
        (StreamEnd from, StreamEnd to) = ends.Direction(toRouter);
        byte[] bytes = Bytes(10_000);

        Task sending = Task.Run(() => SendSingly(from, bytes), Cancellation);
        byte[] received = new byte[bytes.Length];
        for (int i = 0; i < received.Length; i++)
        {
            Assert.Equal(1, to.ReceiveSome(received.AsSpan(i, 1)));
        }

        await sending.WaitAsync(Guard.Patience, Cancellation);
        Assert.Equal(bytes, received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_buffer_says_so_and_loses_nothing(bool toRouter)
    {
        using ConnectedEnds ends = await ConnectAsync();
        (StreamEnd from, StreamEnd to) = ends.Direction(toRouter);
        from.Connection.StopWaiting();
        byte[] bytes = Bytes(32 << 20);

        int sent = SendUntilFull(from.Connection, bytes);
        Assert.InRange(sent, 1, bytes.Length - 1);

        Assert.True(bytes.AsSpan(0, sent).SequenceEqual(to.ReceiveExactly(sent)));
        int more = SendUntilFull(from.Connection, bytes.AsSpan(sent));
        Assert.True(more > 0);
        Assert.True(bytes.AsSpan(sent, more).SequenceEqual(to.ReceiveExactly(more)));
        Assert.Equal(IoStatus.WouldBlock, StopAndReceive(to.Connection));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_half_open_peer_is_heard_to_its_end_and_can_still_be_told(bool toRouter)
    {
        using ConnectedEnds ends = await ConnectAsync();
        (StreamEnd ended, StreamEnd other) = ends.Direction(toRouter);
        byte[] last = Bytes(1000);
        byte[] answer = Bytes(100_000);

        ended.SendAll(last);
        ended.Connection.EndSending();

        Assert.Equal(last, other.ReceiveToEnd());
        other.SendAll(answer);
        Assert.Equal(answer, ended.ReceiveExactly(answer.Length));
        Assert.Equal(IoStatus.Closed, ended.Connection.Send([1], out int sent));
        Assert.Equal(0, sent);
        Assert.Equal(IoStatus.Closed, other.Connection.Receive(new byte[1], out _));
        other.Connection.EndSending();
        Assert.Empty(ended.ReceiveToEnd());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_peer_that_dies_at_any_byte_of_a_frame_is_heard_to_that_byte(bool toRouter, bool aborts)
    {
        byte[] frame = Bytes(SmallFrame);
        for (int length = 0; length <= frame.Length; length++)
        {
            using ConnectedEnds ends = await ConnectAsync();
            (StreamEnd dying, StreamEnd other) = ends.Direction(toRouter);
            dying.SendAll(frame.AsSpan(0, length));
            Die(dying.Connection, aborts);

            Assert.Equal(frame[..length], other.ReceiveToEnd());
            Assert.Equal(IoStatus.Closed, other.Connection.Receive(new byte[1], out _));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_sends_to_a_dead_peer_is_told_sooner_or_later(bool toRouter)
    {
        using ConnectedEnds ends = await ConnectAsync();
        (StreamEnd dying, StreamEnd other) = ends.Direction(toRouter);
        dying.Connection.Dispose();

        // TCP learns it from the answer to the first bytes.
        byte[] bytes = Bytes(1000);
        while (other.Connection.Send(bytes, out _) != IoStatus.Closed)
        {
            Cancellation.ThrowIfCancellationRequested();
        }

        Assert.Equal(IoStatus.Closed, other.Connection.Send(bytes, out int sent));
        Assert.Equal(0, sent);
    }

    [Fact]
    public async Task Ending_aborting_and_closing_may_come_in_any_order_and_twice()
    {
        using ConnectedEnds ends = await ConnectAsync();
        foreach (Connection end in new[] { ends.Agent, ends.Router })
        {
            end.EndSending();
            end.EndSending();
            end.Abort();
            end.EndSending();
            end.Abort();
            Assert.Equal(IoStatus.Closed, end.Send([1], out _));
            Assert.Equal(IoStatus.Closed, end.Receive(new byte[1], out _));
            end.Dispose();
            end.Abort();
            end.EndSending();
            end.Dispose();
        }
    }

    private static void Die(Connection connection, bool aborts)
    {
        if (aborts)
        {
            connection.Abort();
        }

        connection.Dispose();
    }

    private static void SendInPieces(StreamEnd end, byte[] bytes, Random random)
    {
        for (int position = 0; position < bytes.Length;)
        {
            int length = Math.Min(random.Next(1, 60_000), bytes.Length - position);
            end.SendAll(bytes.AsSpan(position, length));
            position += length;
        }
    }

    private static void SendSingly(StreamEnd end, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            end.SendAll(bytes.AsSpan(i, 1));
        }
    }

    private static int SendUntilFull(Connection connection, ReadOnlySpan<byte> bytes)
    {
        int total = 0;
        while (true)
        {
            IoStatus status = connection.Send(bytes[total..], out int sent);
            total += sent;
            if (status == IoStatus.WouldBlock)
            {
                Assert.Equal(0, sent);
                return total;
            }

            Assert.Equal(IoStatus.Done, status);
            Assert.True(sent > 0, "nothing fits, and it does not say so");
        }
    }

    private static IoStatus StopAndReceive(Connection connection)
    {
        connection.StopWaiting();
        return connection.Receive(new byte[1], out _);
    }
}
