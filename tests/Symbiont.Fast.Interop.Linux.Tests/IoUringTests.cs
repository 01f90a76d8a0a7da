namespace Symbiont.Fast.Interop.Linux.Tests;

/// <summary>A ring and its calls, where the kernel allows one.</summary>
public sealed class IoUringTests
{
    private const IoUringSetup Bound = IoUringSetup.SingleIssuer | IoUringSetup.DeferTaskRun | IoUringSetup.TaskRunFlag;
    private const int PatienceMilliseconds = 30_000;

    [Fact]
    public void A_byte_goes_through_a_pair_and_its_buffer_comes_back()
    {
        using IoUring ring = Create(Bound);
        using var pair = new SocketPair();
        using var buffers = new IoUringBuffers(ring, 3, 2, 512);
        using var bytes = new AnonymousMapping(1);
        ring.Next().ReceiveMany(pair.One, buffers.Group, 1);
        for (byte i = 0; i < 10; i++)
        {
            SetByte(bytes, i);
            ring.Next().Send(pair.Other, Address(bytes), 1, 0, 2);
            IoUringCompletion received = TakeAll(ring, 2).Single(completion => completion.UserData == 1);
            Assert.Equal(1, received.Result);
            Assert.True(received.HasBuffer);
            Assert.True(received.HasMore);
            Assert.Equal(i, buffers.Bytes(received.Buffer)[0]);
            buffers.Return(received.Buffer);
        }
    }

    [Fact]
    public void Without_a_buffer_a_receive_ends_with_ENOBUFS()
    {
        using IoUring ring = Create(Bound);
        using var pair = new SocketPair();
        using var buffers = new IoUringBuffers(ring, 0, 1, 512);
        using var bytes = new AnonymousMapping(1);
        ring.Next().ReceiveMany(pair.One, buffers.Group, 1);
        ring.Next().Send(pair.Other, Address(bytes), 1, 0, 2);
        TakeAll(ring, 2);
        ring.Next().Send(pair.Other, Address(bytes), 1, 0, 2);

        IoUringCompletion ended = TakeAll(ring, 2).Single(completion => completion.UserData == 1);

        Assert.Equal(-ErrorNumber.NoBuffers, ended.Result);
        Assert.False(ended.HasMore);
    }

    [Fact]
    public void A_wait_ends_at_its_time_limit()
    {
        using IoUring ring = Create(Bound);

        Assert.Equal(ErrorNumber.TimeIsOver, ring.Enter(1, 1));
        Assert.False(ring.TryTake(out _));
        Assert.Equal(0, ring.Enter(0, 0));
    }

    [Fact]
    public void What_waits_for_the_thread_is_seen_without_a_call()
    {
        using IoUring ring = Create(Bound);
        using var doorbell = new EventFd();
        ring.Next().PollMany(doorbell.Descriptor, EpollEvents.In, 7);
        Assert.Equal(0, ring.Enter(0, 0));
        Assert.False(ring.HasKernelWork);

        // Not drained between, and heard each time.
        for (int i = 0; i < 3; i++)
        {
            doorbell.Signal();
            Assert.True(ring.HasKernelWork);
            Assert.Equal(0, ring.Enter(0, 0));
            Assert.True(ring.TryTake(out IoUringCompletion rung));
            Assert.Equal(7u, rung.UserData);
            Assert.True(rung.HasMore);
        }
    }

    [Fact]
    public void A_full_submission_queue_says_so()
    {
        using IoUring ring = Create(Bound);
        using var doorbell = new EventFd();
        while (ring.HasRoom)
        {
            ring.Next().Poll(doorbell.Descriptor, EpollEvents.In, 1);
        }

        Assert.Throws<InvalidOperationException>(() => ring.Next());
        Assert.Equal(0, ring.Submit());
        Assert.True(ring.HasRoom);
    }

    [Fact]
    public void A_cancelled_operation_says_so_and_the_cancelling_one_nothing()
    {
        using IoUring ring = Create(Bound);
        using var doorbell = new EventFd();
        ring.Next().Poll(doorbell.Descriptor, EpollEvents.In, 1);
        ring.Next().Cancel(1, 2);

        IoUringCompletion cancelled = Assert.Single(TakeAll(ring, 1));

        Assert.Equal(new IoUringCompletion(1, -ErrorNumber.Cancelled, 0), cancelled);
    }

    [Fact]
    public void Another_thread_may_not_use_a_bound_ring()
    {
        using IoUring ring = Create(Bound | IoUringSetup.Disabled);
        ring.Enable();
        Assert.Equal(0, ring.Enter(0, 0));
        int error = 0;
        var other = new Thread(() => error = ring.Enter(0, 0));
        other.Start();
        other.Join();

        Assert.Equal(17, error); // EEXIST
    }

    private static IoUring Create(IoUringSetup setup)
    {
        try
        {
            return new IoUring(8, 32, setup);
        }
        catch (SystemCallException refused)
        {
            Assert.Skip($"no io_uring here: {refused.Message}");
            throw;
        }
    }

    private static List<IoUringCompletion> TakeAll(IoUring ring, int count)
    {
        List<IoUringCompletion> taken = [];
        Assert.Equal(0, ring.Enter(count, PatienceMilliseconds));
        while (ring.TryTake(out IoUringCompletion completion))
        {
            taken.Add(completion);
        }

        Assert.Equal(count, taken.Count);
        return taken;
    }

    private static unsafe nuint Address(AnonymousMapping mapping) => (nuint)mapping.Address;

    private static unsafe void SetByte(AnonymousMapping mapping, byte value) => *mapping.Address = value;
}
