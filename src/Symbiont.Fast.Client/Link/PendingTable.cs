using System.Collections.Concurrent;
using Symbiont.Fast.Framing;

namespace Symbiont.Fast.Client;

/// <summary>
/// What waits for an answer: calls and receipts by their message's sequence, resolutions by their request id.
/// Thread-safe.
/// </summary>
internal sealed class PendingTable
{
    private readonly ConcurrentDictionary<ulong, PendingMessage> _messages = new();
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Peer>> _requests = new();

    // Above what a seal's id can be: the router's refusals name both in one field.
    private ulong _lastRequest = uint.MaxValue;

    public void Add(ulong sequence, PendingMessage pending) => _messages[sequence] = pending;

    /// <summary>Takes a message out; false when somebody else did, who completes it.</summary>
    public bool TryRemove(ulong sequence, PendingMessage pending) =>
        _messages.TryRemove(KeyValuePair.Create(sequence, pending));

    public ulong AddRequest(TaskCompletionSource<Peer> pending)
    {
        ulong id = Interlocked.Increment(ref _lastRequest);
        _requests[id] = pending;
        return id;
    }

    public void RemoveRequest(ulong id) => _requests.TryRemove(id, out _);

    public void Resolved(ulong id, Peer peer)
    {
        if (_requests.TryRemove(id, out TaskCompletionSource<Peer>? pending))
        {
            pending.TrySetResult(peer);
        }
    }

    /// <summary>A reply; false when no call of this client to that peer waits for it.</summary>
    public bool TryReply(in IncomingMessage reply)
    {
        bool expected = _messages.TryGetValue(reply.Correlation, out PendingMessage? pending)
            && reply.Type == MessageType.Rpc && pending.AwaitsReplyOf(reply.Peer);
        if (!expected)
        {
            return false;
        }

        // Made before the call is taken out: whoever took it out completes it, whatever happens.
        var answer = new ReceivedMessage(reply);
        expected = TryRemove(reply.Correlation, pending!);
        if (expected)
        {
            pending!.Complete(answer);
        }

        return expected;
    }

    public void Receipt(ulong sequence)
    {
        if (_messages.TryGetValue(sequence, out PendingMessage? pending) && !pending.AwaitsReply
            && TryRemove(sequence, pending))
        {
            pending.Complete(null);
        }
    }

    public void Refused(in RefusalMessage refusal)
    {
        if (refusal.Scope == RefusalScope.Request)
        {
            if (_requests.TryRemove(refusal.First, out TaskCompletionSource<Peer>? request))
            {
                request.TrySetException(ToException(refusal));
            }

            return;
        }

        uint count = Math.Min(refusal.Count, WireLimits.MaxBatchMessages);
        for (uint i = 0; i < count; i++)
        {
            if (_messages.TryRemove(refusal.First + i, out PendingMessage? pending))
            {
                pending.Fail(ToException(refusal));
            }
        }
    }

    public void FailAll(Exception reason)
    {
        foreach (ulong sequence in _messages.Keys)
        {
            if (_messages.TryRemove(sequence, out PendingMessage? pending))
            {
                pending.Fail(reason);
            }
        }

        foreach (ulong id in _requests.Keys)
        {
            if (_requests.TryRemove(id, out TaskCompletionSource<Peer>? pending))
            {
                pending.TrySetException(reason);
            }
        }
    }

    private static MessageRefusedException ToException(in RefusalMessage refusal) =>
        new(refusal.Reason, refusal.Rule, TimeSpan.FromMilliseconds(refusal.RetryAfter));
}
