using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client.Tests;

/// <summary>Messages that wait for an answer, on pooled objects.</summary>
public sealed class PendingMessageTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly Sender _sender = new();
    private readonly PendingTable _table = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_use_ends_with_its_own_answer_whatever_ended_the_one_before()
    {
        for (ulong i = 0; i < 300; i += 3)
        {
            Task<ReceivedMessage?> receipt = Await(i, Long, Cancellation);
            _table.Receipt(i);
            Assert.Null(await receipt);

            Task<ReceivedMessage?> refused = Await(i + 1, Long, Cancellation);
            _table.Refused(new RefusalMessage(
                RefusalReason.RateLimited, RefusalScope.Messages, 1, i + 1, 0, 0, "rule"));
            Assert.Equal(
                RefusalReason.RateLimited,
                (await Assert.ThrowsAsync<MessageRefusedException>(() => refused)).Reason);

            using var withdrawn = new CancellationTokenSource();
            Task<ReceivedMessage?> cancelled = Await(i + 2, Long, withdrawn.Token);
            await withdrawn.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }
    }

    [Fact]
    public async Task Every_wait_ends_when_its_time_is_over()
    {
        // Not whole milliseconds, and many at once: the runtime's timers come a little early then.
        Task<ReceivedMessage?>[] waits =
            [.. Enumerable.Range(0, 500).Select(i => Await((ulong)i, TimeSpan.FromMilliseconds(5.9 + (i / 50.0)), Cancellation))];

        foreach (Task<ReceivedMessage?> wait in waits)
        {
            await Task.WhenAny(wait).WaitAsync(Guard, Cancellation);
            Assert.IsType<TimeoutException>(wait.Exception?.InnerException);
        }
    }

    [Fact]
    public async Task An_answer_that_comes_with_the_end_of_a_wait_is_one_or_the_other()
    {
        using var both = new Barrier(2);
        for (ulong i = 0; i < 500; i++)
        {
            ulong sequence = i;
            using var withdrawn = new CancellationTokenSource();
            Task<ReceivedMessage?> wait = Await(sequence, Long, withdrawn.Token);
            Task answer = Task.Run(
                () =>
                {
                    both.SignalAndWait(Guard);
                    _table.Receipt(sequence);
                },
                Cancellation);
            both.SignalAndWait(Guard, Cancellation);
            await withdrawn.CancelAsync();
            await answer;

            await Task.WhenAny(wait).WaitAsync(Guard, Cancellation);
            if (!wait.IsCanceled)
            {
                Assert.Null(await wait);
            }
        }
    }

    [Fact]
    public async Task A_wait_may_begin_where_no_context_flows()
    {
        // More than the pool has, so that some are made here.
        Task<ReceivedMessage?>[] waits;
        using (ExecutionContext.SuppressFlow())
        {
            waits = [.. Enumerable.Range(0, 2_000).Select(i => Await((ulong)i, Long, Cancellation))];
        }

        _table.FailAll(new InvalidOperationException("over"));
        foreach (Task<ReceivedMessage?> wait in waits)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => wait);
        }
    }

    [Fact]
    public async Task A_reply_is_of_the_peer_that_was_called_and_wakes_no_receipt()
    {
        PendingMessage call = PendingMessage.Rent(_sender.Peer, awaitsReply: true);
        _table.Add(7, call);
        Task<ReceivedMessage?> reply = call.AwaitAsync(_table, 7, Long, Cancellation).AsTask();

        _table.Receipt(7);
        Assert.False(reply.IsCompleted);
        Assert.True(call.AwaitsReplyOf(_sender.Peer));
        _table.FailAll(new InvalidOperationException("over"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => reply);
        Assert.False(call.AwaitsReplyOf(_sender.Peer));
    }

    public void Dispose() => _sender.Dispose();

    private Task<ReceivedMessage?> Await(ulong sequence, TimeSpan timeout, CancellationToken cancellation)
    {
        PendingMessage pending = PendingMessage.Rent(_sender.Peer, awaitsReply: false);
        _table.Add(sequence, pending);
        return pending.AwaitAsync(_table, sequence, timeout, cancellation).AsTask();
    }
}
