using Tmds.Linux;

namespace Symbiont.Fast.Interop.Linux;

/// <summary>
/// An io_uring(7): its two queues and their system calls. One thread at a time; with
/// <see cref="IoUringSetup.SingleIssuer"/> always the same one. Whoever disposes of it has seen to it that no operation
/// is under way that uses memory of the process's.
/// </summary>
public sealed unsafe class IoUring : IDisposable
{
    // io_uring_enter(2), io_uring_register(2), and the number of the first, the same on x86-64 and arm64.
    private const int EnterNumber = 426;
    private const uint GetEvents = 1 << 0;
    private const uint ExtendedArgument = 1 << 3;
    private const uint RegisteredRing = 1 << 4;
    private const uint RegisterProbe = 8;
    private const uint RegisterEnableRings = 12;
    private const uint RegisterRingDescriptors = 20;
    private const ushort OperationSupported = 1;
    private const int ProbedOperations = 256;

    // sq_ring->flags
    private const uint CompletionsOverflow = 1 << 1;
    private const uint TaskRun = 1 << 2;

    private const ulong SubmissionsOffset = 0x10000000;

    private readonly FileDescriptor _ring;
    private readonly byte* _queues;
    private readonly nuint _queuesLength;
    private readonly IoUringSubmission* _submissions;
    private readonly nuint _submissionsLength;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint _submissionMask;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly IoUringCompletion* _completions;
    private readonly uint _completionMask;
    private uint _tail;
    private int _registered = -1;
    private int _disposed;

    /// <summary>Sets a ring up.</summary>
    /// <param name="submissions">The submission queue's length, a power of two.</param>
    /// <param name="completions">The completion queue's length, a power of two, larger.</param>
    /// <param name="setup">How.</param>
    /// <exception cref="SystemCallException">
    /// The kernel refused: ENOSYS or EPERM where there is no io_uring or it is not allowed, EINVAL when it does not know
    /// what is asked for.
    /// </exception>
    public IoUring(int submissions, int completions, IoUringSetup setup)
    {
        var parameters = new IoUringParameters
        {
            CompletionEntries = (uint)completions,
            Flags = (uint)(setup | IoUringSetup.CompletionQueueSize),
        };
        int ring = LibC.io_uring_setup((uint)submissions, (io_uring_params*)&parameters);
        _ring = new FileDescriptor("io_uring_setup", ring);
        Features = (IoUringFeatures)parameters.Features;
        try
        {
            if ((Features & IoUringFeatures.SingleMapping) == 0)
            {
                throw new SystemCallException("io_uring_setup", LibC.ENOSYS);
            }

            SubmissionOffsets sq = parameters.Submissions;
            CompletionOffsets cq = parameters.Completions;
            _queuesLength = Math.Max(
                sq.Array + (parameters.SubmissionEntries * sizeof(uint)),
                cq.Completions + (parameters.CompletionEntries * (uint)sizeof(IoUringCompletion)));
            _queues = Map(_queuesLength, 0);
            _submissionsLength = parameters.SubmissionEntries * (uint)sizeof(IoUringSubmission);
            _submissions = (IoUringSubmission*)Map(_submissionsLength, SubmissionsOffset);
            _submissionHead = (uint*)(_queues + sq.Head);
            _submissionTail = (uint*)(_queues + sq.Tail);
            _submissionFlags = (uint*)(_queues + sq.Flags);
            _submissionMask = *(uint*)(_queues + sq.RingMask);
            _completionHead = (uint*)(_queues + cq.Head);
            _completionTail = (uint*)(_queues + cq.Tail);
            _completions = (IoUringCompletion*)(_queues + cq.Completions);
            _completionMask = *(uint*)(_queues + cq.RingMask);
            for (uint i = 0; i < parameters.SubmissionEntries; i++)
            {
                ((uint*)(_queues + sq.Array))[i] = i;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the kernel's rings can do.</summary>
    public IoUringFeatures Features { get; }

    /// <summary>How many submissions the kernel has not taken yet.</summary>
    public int Waiting => (int)(_tail - Volatile.Read(ref *_submissionHead));

    /// <summary>True when <see cref="Next"/> has one.</summary>
    public bool HasRoom => (uint)Waiting <= _submissionMask;

    /// <summary>True when there are completions to take.</summary>
    public bool HasCompletions => *_completionHead != Volatile.Read(ref *_completionTail);

    /// <summary>True when completions come about in the next <see cref="Enter"/>, without waiting.</summary>
    public bool HasKernelWork => (Volatile.Read(ref *_submissionFlags) & (CompletionsOverflow | TaskRun)) != 0;

    /// <summary>Lets a ring that was set up disabled begin; the caller is the single issuer from now on.</summary>
    /// <exception cref="SystemCallException">It was not disabled.</exception>
    public void Enable() => Register(RegisterEnableRings, null, 0);

    /// <summary>
    /// Registers the ring with the calling thread, which from now on alone enters it: that spares a look into the table
    /// of descriptors with each call.
    /// </summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public void RegisterWithThread()
    {
        var update = new ResourceUpdate { Offset = uint.MaxValue, Data = (ulong)_ring.Number };
        Register(RegisterRingDescriptors, &update, 1);
        _registered = (int)update.Offset;
    }

    /// <summary>Which operations the kernel has, indexed by <see cref="IoUringOperation"/>.</summary>
    /// <exception cref="SystemCallException">It does not say: EINVAL.</exception>
    public bool[] AskOperations()
    {
        int bytes = sizeof(ProbeHead) + (ProbedOperations * sizeof(ProbeEntry));
        byte* probe = stackalloc byte[bytes];
        new Span<byte>(probe, bytes).Clear();
        Register(RegisterProbe, probe, ProbedOperations);
        bool[] supported = new bool[ProbedOperations];
        var entries = (ProbeEntry*)(probe + sizeof(ProbeHead));
        for (int i = 0; i < ((ProbeHead*)probe)->Count; i++)
        {
            supported[entries[i].Operation] = (entries[i].Flags & OperationSupported) != 0;
        }

        return supported;
    }

    /// <summary>The next submission, zeroed. It leaves with the next <see cref="Enter"/> or <see cref="Submit"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    public ref IoUringSubmission Next()
    {
        if (!HasRoom)
        {
            throw new InvalidOperationException("The submission queue is full.");
        }

        ref IoUringSubmission next = ref _submissions[_tail++ & _submissionMask];
        next = default;
        return ref next;
    }

    /// <summary>Hands over what was submitted, without a look at completions.</summary>
    /// <returns>0, or the errno.</returns>
    public int Submit() => Call(0, 0, null);

    /// <summary>Hands over what was submitted, and lets completions come about.</summary>
    /// <param name="minimum">How many completions to wait for; 0 to look only.</param>
    /// <param name="timeoutMilliseconds">How long, at most; -1 for ever.</param>
    /// <returns>0, or the errno: ETIME after the time limit, EINTR after a signal.</returns>
    public int Enter(int minimum, int timeoutMilliseconds)
    {
        if (minimum == 0 || timeoutMilliseconds < 0)
        {
            return Call(minimum, GetEvents, null);
        }

        KernelTime time;
        time.Seconds = timeoutMilliseconds / 1000;
        time.Nanoseconds = timeoutMilliseconds % 1000 * 1_000_000L;
        WaitArgument argument = new() { Time = (ulong)&time };
        return Call(minimum, GetEvents | ExtendedArgument, &argument);
    }

    /// <summary>Takes the oldest completion; false when there is none.</summary>
    public bool TryTake(out IoUringCompletion completion)
    {
        uint head = *_completionHead;
        if (head == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        completion = _completions[head & _completionMask];
        Volatile.Write(ref *_completionHead, head + 1);
        return true;
    }

    /// <summary>Closes the ring. The kernel ends what is under way.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _ring.Dispose();
        if (_submissions != null)
        {
            _ = LibC.munmap(_submissions, (size_t)_submissionsLength);
        }

        if (_queues != null)
        {
            _ = LibC.munmap(_queues, (size_t)_queuesLength);
        }
    }

    /// <summary>io_uring_register(2).</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    internal void Register(uint operation, void* argument, uint count)
    {
        using FileDescriptor.Hold ring = _ring.Borrow();
        if (LibC.io_uring_register(ring.Number, operation, argument, count) < 0)
        {
            throw new SystemCallException("io_uring_register", LibC.errno);
        }
    }

    // Not the library's io_uring_enter: that has no room for the argument's size, and so none for a time limit.
    private int Call(int minimum, uint flags, WaitArgument* argument)
    {
        Volatile.Write(ref *_submissionTail, _tail);
        int ring = _registered >= 0 ? _registered : _ring.Number;
        uint all = _registered >= 0 ? flags | RegisteredRing : flags;
        long result = (long)LibC.syscall(
            EnterNumber, ring, Waiting, minimum, (int)all, argument, argument == null ? 0 : sizeof(WaitArgument));
        return result >= 0 ? 0 : LibC.errno;
    }

    private byte* Map(nuint length, ulong offset)
    {
        int flags = LibC.MAP_SHARED | LibC.MAP_POPULATE;
        void* mapped = LibC.mmap(
            null, (size_t)length, LibC.PROT_READ | LibC.PROT_WRITE, flags, _ring.Number, (long)offset);
        return mapped != LibC.MAP_FAILED ? (byte*)mapped : throw new SystemCallException("mmap", LibC.errno);
    }
}
