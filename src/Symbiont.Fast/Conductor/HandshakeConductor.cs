using System.Security.Cryptography;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Memory;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Conductor;

/// <summary>
/// Does the public-key work of handshakes for all buses, so that no stranger costs a bus more than a copied frame. A
/// duty cycle; owned by one thread.
/// </summary>
internal sealed class HandshakeConductor : IDutyCycle
{
    private readonly byte[] _answer = new byte[WireLimits.MaxHandshakeFrame];
    private readonly IReadOnlyList<HandshakeQueue> _queues;
    private readonly KeyLifetimes _lifetimes;
    private readonly IClock _clock;
    private int _next;

    /// <summary>Makes a conductor.</summary>
    /// <param name="queues">The buses' queues.</param>
    /// <param name="lifetimes">How long the keys it derives hold.</param>
    /// <param name="clock">The clock.</param>
    public HandshakeConductor(IReadOnlyList<HandshakeQueue> queues, KeyLifetimes lifetimes, IClock clock) =>
        (_queues, _lifetimes, _clock) = (queues, lifetimes, clock);

    /// <inheritdoc/>
    public string Name => "conductor";

    /// <summary>Its counters. Written by its thread.</summary>
    public CounterSet Counters { get; } = new(["handshake_steps", "handshake_steps_abandoned"]);

    /// <inheritdoc/>
    /// <remarks>
    /// One job a turn, a bus after the other: a job takes a fraction of a millisecond, and on a shared thread messages
    /// must not wait for more than one.
    /// </remarks>
    public int DoWork()
    {
        for (int i = 0; i < _queues.Count; i++)
        {
            HandshakeQueue queue = _queues[_next];
            _next = (_next + 1) % _queues.Count;
            if (queue.TryTakeJob(out HandshakeJob? job))
            {
                Run(job!);
                queue.Complete(job!);
                return 1;
            }
        }

        return 0;
    }

    private void Run(HandshakeJob job)
    {
        if (job.IsAbandoned)
        {
            // Its connection was closed or ran out of time while it waited: no public-key work for the departed.
            Counters.Increment(1);
            return;
        }

        Counters.Increment(0);
        try
        {
            job.Verdict = job.Step == HandshakeStep.Proof ? Prove(job) : Read(job);
        }
        catch (Exception shortage) when (shortage is IOException or SecretArenaFullException or CryptographicException)
        {
            job.Verdict = HandshakeVerdict.Shortage;
        }
    }

    private static HandshakeVerdict Prove(HandshakeJob job) =>
        SessionProof.Verify(job.SigningKey!, job.HandshakeHash!, job.Bytes)
            ? HandshakeVerdict.Proven
            : HandshakeVerdict.Unproven;

    private HandshakeVerdict Read(HandshakeJob job)
    {
        RouterHandshake handshake = job.Handshake!;
        HandshakeOutcome outcome = handshake.Read(job.Bytes, _clock.UnixNanoseconds, _answer, out int length);
        switch (outcome)
        {
            case HandshakeOutcome.Answer:
                job.SetBytes(_answer.AsSpan(0, length));
                return HandshakeVerdict.Answer;

            case HandshakeOutcome.Established:
                job.Keys = handshake.Complete(_lifetimes, _clock);
                return HandshakeVerdict.Established;

            case HandshakeOutcome.Refused:
                job.Keys = handshake.Complete(_lifetimes, _clock);
                return HandshakeVerdict.Refused;

            default:
                return HandshakeVerdict.Silence;
        }
    }
}
