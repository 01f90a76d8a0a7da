using Symbiont.Fast.Interop.Linux;
using Symbiont.Fast.Transport.Sockets;

namespace Symbiont.Fast.Transport.IoUring;

/// <summary>
/// The ring of one thread: what is submitted in a turn leaves with one system call, and what completes goes to its
/// target. Owned by that thread.
/// </summary>
internal sealed class RingDriver : IDisposable
{
    private const int None = 0;
    private const int FinishTurns = 20;
    private const int FinishMilliseconds = 10;

    // A ring that takes no submissions although it was asked so often has failed.
    private const int MaxSubmits = 1000;

    private readonly Interop.Linux.IoUring _ring;
    private readonly RingSlots _slots = new();
    private readonly List<RingStream> _senders = [];
    private readonly Queue<RingStream> _starved = new();
    private readonly PollerDoorbell _doorbell;
    private readonly bool _isBound;
    private int _owner = None;
    private bool _doorbellWatched;
    private int _poller = -1;
    private bool _pollerWatched;

    /// <summary>Sets the ring up; it begins with its owner's first turn.</summary>
    /// <param name="doorbell">Wakes the owner.</param>
    /// <param name="sizes">What it has.</param>
    /// <param name="anyThread">True when the turns come from changing threads.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public RingDriver(PollerDoorbell doorbell, RingSizes sizes, bool anyThread)
    {
        (_doorbell, Sizes, _isBound) = (doorbell, sizes, !anyThread);
        _ring = new Interop.Linux.IoUring(sizes.Submissions, sizes.Completions, IoUringProbe.Setup(anyThread));
        try
        {
            Buffers = new ReceiveBuffers(_ring, sizes.ReceiveBuffers, sizes.ReceiveBufferBytes);
            Blocks = new SendBlocks(sizes.SendBlocks, sizes.SendBlockBytes);
        }
        catch
        {
            _ring.Dispose();
            Buffers?.Dispose();
            throw;
        }
    }

    public RingSizes Sizes { get; }

    public ReceiveBuffers Buffers { get; }

    public SendBlocks Blocks { get; }

    public ActiveTargets Active { get; } = new();

    /// <summary>True once its owner has spoken its last word: nothing is under way any more.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>True when the calling thread may turn it.</summary>
    public bool IsOwner => !IsFinished && (!_isBound || _owner == Environment.CurrentManagedThreadId);

    /// <summary>True when a turn would change something.</summary>
    public bool HasNews => _ring.Waiting > 0 || _ring.HasCompletions || _ring.HasKernelWork;

    public void Add(RingTarget target) => _slots.Add(target);

    public void WatchPoller(int descriptor) => _poller = descriptor;

    /// <summary>True when something has become ready at the watched poller since <see cref="TakeNews"/>.</summary>
    public bool HasPollerNews { get; private set; }

    public bool TakeNews()
    {
        bool news = HasPollerNews;
        HasPollerNews = false;
        return news;
    }

    /// <summary>
    /// Submits what a closed target still had to say, before its descriptor is closed and the number is another's.
    /// </summary>
    public void HandOver(RingTarget target)
    {
        if (IsOwner)
        {
            Turn();
        }

        if (target.Pending == 0)
        {
            Forget(target);
        }
    }

    /// <summary>The next submission, which leaves with this turn.</summary>
    public ref IoUringSubmission Next()
    {
        for (int i = 0; !_ring.HasRoom; i++)
        {
            int error = _ring.Submit();
            if (IsFatal(error) || i > MaxSubmits)
            {
                throw new SystemCallException("io_uring_enter", error);
            }
        }

        return ref _ring.Next();
    }

    /// <summary>Lets a stream send with this turn.</summary>
    public void AddSender(RingStream stream) => _senders.Add(stream);

    /// <summary>Lets a stream receive again when there are buffers.</summary>
    public void AddStarved(RingStream stream) => _starved.Enqueue(stream);

    /// <summary>One turn that does not wait: hands over, and takes what has completed.</summary>
    public void Turn()
    {
        Prepare();
        if (_ring.Waiting > 0 || _ring.HasKernelWork)
        {
            Check(_ring.Enter(0, 0));
        }

        Reap();
    }

    /// <summary>A turn that waits until something completes.</summary>
    public void Wait(int timeoutMilliseconds)
    {
        Prepare();
        if (!_ring.HasCompletions)
        {
            Check(_ring.Enter(1, timeoutMilliseconds));
        }

        Reap();
    }

    /// <summary>Sends what peers take, and ends everything.</summary>
    public void Finish()
    {
        if (IsFinished || (_isBound && _owner != None && !IsOwner))
        {
            return;
        }

        try
        {
            End();
        }
        catch (SystemCallException)
        {
            // The ring has failed, which its owner has heard already; the kernel ends what is under way when it closes.
        }

        IsFinished = true;
        foreach (RingTarget target in _slots.Targets.ToArray())
        {
            target.Orphan();
        }
    }

    public void Dispose()
    {
        Finish();
        _ring.Dispose();
        Buffers.Dispose();
        Blocks.Dispose();
    }

    private void End()
    {
        if (_owner == None)
        {
            return;
        }

        TurnWhile(() => _slots.Targets.Any(target => target is RingStream { HasUnsent: true }));
        foreach (RingTarget target in _slots.Targets.ToArray())
        {
            target.Close();
        }

        TurnWhile(() => _slots.Count > 0);
    }

    private void Forget(RingTarget target)
    {
        ActiveTargets.Remove(target);
        _slots.Remove(target);
    }

    private void TurnWhile(Func<bool> condition)
    {
        for (int i = 0; i < FinishTurns && condition(); i++)
        {
            Turn();
            if (condition() && !HasNews)
            {
                Wait(FinishMilliseconds);
            }
        }
    }

    private void Prepare()
    {
        if (_owner == None)
        {
            Begin();
        }

        if (!_doorbellWatched)
        {
            _doorbellWatched = true;
            Next().PollMany(_doorbell.Descriptor, EpollEvents.In, new RingTag(RingOperation.Doorbell, 0, 0).ToUserData());
        }

        if (_poller >= 0 && !_pollerWatched)
        {
            _pollerWatched = true;
            Next().PollMany(_poller, EpollEvents.In, new RingTag(RingOperation.Poller, 0, 0).ToUserData());
        }

        foreach (RingStream sender in _senders)
        {
            sender.SubmitSend();
        }

        _senders.Clear();
        while (_starved.Count > 0 && !Buffers.AreScarce)
        {
            _starved.Dequeue().OnWatched();
        }
    }

    // A single issuer is the thread that enables the ring.
    private void Begin()
    {
        _owner = Environment.CurrentManagedThreadId;
        if (_isBound)
        {
            _ring.Enable();
            _ring.RegisterWithThread();
        }
    }

    private void Reap()
    {
        while (_ring.TryTake(out IoUringCompletion completion))
        {
            var tag = RingTag.From(completion.UserData);
            if (tag.Operation == RingOperation.Doorbell)
            {
                _doorbellWatched = completion.HasMore;
            }
            else if (tag.Operation == RingOperation.Poller)
            {
                _pollerWatched = completion.HasMore;
                HasPollerNews = true;
            }
            else if (tag.Operation != RingOperation.Cancel && _slots.Find(tag) is { } target)
            {
                target.OnCompletion(tag.Operation, completion);
                if (target is { IsClosed: true, Pending: 0 })
                {
                    Forget(target);
                }
            }
        }
    }

    private static void Check(int error)
    {
        if (IsFatal(error))
        {
            throw new SystemCallException("io_uring_enter", error);
        }
    }

    private static bool IsFatal(int error) => error != 0 && error != ErrorNumber.TimeIsOver
        && error != ErrorNumber.Interrupted && error != ErrorNumber.TryAgain && error != ErrorNumber.Busy;
}
