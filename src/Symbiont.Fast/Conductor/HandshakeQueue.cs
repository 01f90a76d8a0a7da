using System.Buffers.Binary;
using System.Numerics;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Conductor;

/// <summary>
/// Between one bus and the conductor: rings that carry the numbers of jobs, one for strangers' first frames, one for
/// what continues a handshake, one for results. Both ways in are bounded; a full one is a refusal. The way back has
/// room for every job.
/// </summary>
internal sealed class HandshakeQueue : IDisposable
{
    private const int Kind = 1;
    private const int RecordSize = 16;

    private readonly HandshakeJob[] _jobs;
    private readonly Stack<HandshakeJob> _free = new();
    private readonly OneToOneRing _openings;
    private readonly OneToOneRing _continuations;
    private readonly OneToOneRing _results;
    private readonly IDoorbell _conductor;
    private readonly IDoorbell _bus;
    private readonly int _openingsLimit;
    private readonly int _continuationsLimit;
    private int _openingsUnderWay;
    private int _continuationsUnderWay;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="openings">The most first frames under way at once.</param>
    /// <param name="continuations">The most other steps under way at once.</param>
    /// <param name="conductor">Wakes the conductor.</param>
    /// <param name="bus">Wakes the bus.</param>
    public HandshakeQueue(int openings, int continuations, IDoorbell conductor, IDoorbell bus)
    {
        (_openingsLimit, _continuationsLimit, _conductor, _bus) = (openings, continuations, conductor, bus);
        _jobs = new HandshakeJob[openings + continuations];
        for (int index = _jobs.Length - 1; index >= 0; index--)
        {
            _jobs[index] = new HandshakeJob(index);
            _free.Push(_jobs[index]);
        }

        _openings = CreateRing(openings);
        _continuations = CreateRing(continuations);
        _results = CreateRing(_jobs.Length);
    }

    /// <summary>Bus: true when results wait.</summary>
    public bool HasResults => !_results.IsEmpty;

    /// <summary>
    /// Bus: hands a step over; false when too many are under way. On success the Noise state belongs to the conductor,
    /// and the connection waits until the result is taken.
    /// </summary>
    /// <param name="session">The connection; it must not wait already.</param>
    /// <param name="step">What is to be done.</param>
    /// <param name="handshake">The Noise state; null for a proof.</param>
    /// <param name="bytes">The whole frame, or the signature.</param>
    public bool TrySubmit(
        BusConnection session, HandshakeStep step, RouterHandshake? handshake, ReadOnlySpan<byte> bytes)
    {
        bool opens = step == HandshakeStep.FirstFrame;
        if (opens ? _openingsUnderWay >= _openingsLimit : _continuationsUnderWay >= _continuationsLimit)
        {
            return false;
        }

        HandshakeJob job = _free.Pop();
        job.Fill(session, step, handshake, bytes);
        session.Job = job;
        Count(job, 1);
        Put(opens ? _openings : _continuations, job.Index);
        _conductor.Ring();
        return true;
    }

    /// <summary>Bus: the next result, if there is one; goes back by <see cref="Recycle"/>.</summary>
    public bool TryTakeResult(out HandshakeJob? job)
    {
        if (!TryTake(_results, out job))
        {
            return false;
        }

        Count(job!, -1);
        if (job!.Session is { } session)
        {
            session.Job = null;
        }

        return true;
    }

    /// <summary>Bus: wipes what is left in a job and keeps it for the next step.</summary>
    public void Recycle(HandshakeJob job)
    {
        job.Clear();
        _free.Push(job);
    }

    /// <summary>Conductor: the next job. What continues a handshake goes first, or a flood of first frames would keep
    /// every handshake from its end.</summary>
    public bool TryTakeJob(out HandshakeJob? job) => TryTake(_continuations, out job) || TryTake(_openings, out job);

    /// <summary>Conductor: hands a job back.</summary>
    public void Complete(HandshakeJob job)
    {
        Put(_results, job.Index);
        _bus.Ring();
    }

    /// <summary>Wipes all jobs; after both threads have stopped.</summary>
    public void Dispose()
    {
        foreach (HandshakeJob job in _jobs)
        {
            job.Clear();
        }

        _openings.Dispose();
        _continuations.Dispose();
        _results.Dispose();
    }

    private static OneToOneRing CreateRing(int records) =>
        new(Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)(records + 1) * RecordSize), OneToOneRing.MinCapacity));

    private static void Put(OneToOneRing ring, int index)
    {
        if (!ring.TryClaim(Kind, sizeof(int), out RingClaim claim))
        {
            throw new InvalidOperationException("More handshakes are under way than there are jobs.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(claim.Bytes, index);
        claim.Commit();
    }

    private bool TryTake(OneToOneRing ring, out HandshakeJob? job)
    {
        job = null;
        if (!ring.TryPeek(out RingRecord record))
        {
            return false;
        }

        job = _jobs[BinaryPrimitives.ReadInt32LittleEndian(record.Bytes)];
        ring.Release();
        return true;
    }

    private void Count(HandshakeJob job, int change)
    {
        if (job.Step == HandshakeStep.FirstFrame)
        {
            _openingsUnderWay += change;
        }
        else
        {
            _continuationsUnderWay += change;
        }
    }
}
