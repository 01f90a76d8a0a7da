using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;

namespace Symbiont.Fast.Routing.RateLimiting;

/// <summary>
/// Holds every sender to the rate of the rule that allows its message: one <see cref="TokenBucket"/> for each sender
/// and rule. Owned by the shard's thread. Nothing is allocated after the constructor.
/// </summary>
/// <remarks>
/// A bucket belongs to the sender's directory handle, not to its session: who reconnects finds the bucket as it was.
/// Only <see cref="Forget"/>, for an agent removed from the directory, lets go of it.
/// </remarks>
public sealed class RateLimiter
{
    // Not a rule: the bucket that a sender's batches are charged to.
    private const int Verification = -1;

    private const int NoPlace = -1;

    private readonly RateLimiterOptions _options;
    private readonly Dictionary<BucketKey, int> _places;
    private readonly TokenBucket[] _buckets;
    private readonly int[] _free;
    private int _freeCount;
    private PolicyTable _policy;

    // The bucket that was charged last: a run's messages come from one sender, mostly under one rule.
    private BucketKey _latest;
    private int _latestPlace = NoPlace;

    /// <summary>Makes a limiter without buckets.</summary>
    /// <param name="options">Its sizes.</param>
    /// <param name="policy">The policy whose rules are counted.</param>
    public RateLimiter(RateLimiterOptions options, PolicyTable policy)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBuckets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.VerificationsPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.VerificationBurst, 1);
        _options = options;
        _places = new Dictionary<BucketKey, int>(options.MaxBuckets);
        _buckets = new TokenBucket[options.MaxBuckets];
        _free = new int[options.MaxBuckets];
        _policy = policy;
        for (int place = options.MaxBuckets - 1; place >= 0; place--)
        {
            _free[_freeCount++] = place;
        }
    }

    /// <summary>How many buckets are in use.</summary>
    public int Count => _places.Count;

    /// <summary>How many messages were refused because there was no room for another bucket.</summary>
    public long RefusedForRoom { get; private set; }

    /// <summary>Charges one message to its sender and rule.</summary>
    /// <param name="sender">The sender's directory handle.</param>
    /// <param name="ruleIndex">The rule, as an index of the policy given last.</param>
    /// <param name="nowMonotonicNanoseconds">The monotonic clock, in nanoseconds.</param>
    /// <param name="retryAfterNanoseconds">The least wait before another try can succeed, or 0.</param>
    /// <returns>
    /// <see cref="RefusalReason.None"/>, <see cref="RefusalReason.RateLimited"/>, or
    /// <see cref="RefusalReason.Internal"/> when there is no room for the sender's bucket: it could not be counted,
    /// so it must not pass.
    /// </returns>
    public RefusalReason Charge(
        uint sender, int ruleIndex, long nowMonotonicNanoseconds, out long retryAfterNanoseconds) =>
        Take(new BucketKey(sender, ruleIndex), nowMonotonicNanoseconds, out retryAfterNanoseconds);

    /// <summary>
    /// Charges the verification of one batch. It costs the router the same for one message as for many, so the rules'
    /// buckets do not bound it.
    /// </summary>
    /// <inheritdoc cref="Charge"/>
    public RefusalReason ChargeVerification(
        uint sender, long nowMonotonicNanoseconds, out long retryAfterNanoseconds) =>
        Take(new BucketKey(sender, Verification), nowMonotonicNanoseconds, out retryAfterNanoseconds);

    /// <summary>Lets go of all buckets of a sender that was removed from the directory.</summary>
    public void Forget(uint sender)
    {
        _latestPlace = NoPlace;
        for (int ruleIndex = Verification; ruleIndex < _policy.Count; ruleIndex++)
        {
            Remove(new BucketKey(sender, ruleIndex));
        }
    }

    /// <summary>
    /// Continues under another policy, at the same moment as the shard. Rules are matched by name: a bucket whose rule
    /// is still there keeps its tokens under the new limits, so a reload refills nothing; the others are dropped.
    /// </summary>
    public void Adopt(PolicyTable policy, long nowMonotonicNanoseconds)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var newIndices = Enumerable.Range(0, policy.Count).ToDictionary(index => policy[index].Name);
        KeyValuePair<BucketKey, int>[] old = [.. _places];
        _places.Clear();
        _latestPlace = NoPlace;
        foreach ((BucketKey key, int place) in old)
        {
            if (key.RuleIndex == Verification)
            {
                _places.Add(key, place);
            }
            else if (newIndices.TryGetValue(_policy[key.RuleIndex].Name, out int newIndex))
            {
                ref readonly PolicyRule rule = ref policy.Rule(newIndex);
                _buckets[place].ChangeLimits(rule.MessagesPerSecond, rule.BurstSize, nowMonotonicNanoseconds);
                _places.Add(new BucketKey(key.Sender, newIndex), place);
            }
            else
            {
                _free[_freeCount++] = place;
            }
        }

        _policy = policy;
    }

    private RefusalReason Take(BucketKey key, long nowMonotonicNanoseconds, out long retryAfterNanoseconds)
    {
        if (_latestPlace == NoPlace || key != _latest)
        {
            if (!_places.TryGetValue(key, out int place) && !TryAdd(key, nowMonotonicNanoseconds, out place))
            {
                RefusedForRoom++;
                retryAfterNanoseconds = 0;
                return RefusalReason.Internal;
            }

            (_latest, _latestPlace) = (key, place);
        }

        return _buckets[_latestPlace].TryTake(nowMonotonicNanoseconds, out retryAfterNanoseconds)
            ? RefusalReason.None
            : RefusalReason.RateLimited;
    }

    // Taken once for a sender and rule.
    private bool TryAdd(BucketKey key, long now, out int place)
    {
        place = -1;
        if (_freeCount == 0)
        {
            return false;
        }

        place = _free[--_freeCount];
        _buckets[place] = NewBucket(key, now);
        _places.Add(key, place);
        return true;
    }

    private TokenBucket NewBucket(BucketKey key, long now)
    {
        if (key.RuleIndex == Verification)
        {
            return new TokenBucket(_options.VerificationsPerSecond, _options.VerificationBurst, now);
        }

        ref readonly PolicyRule rule = ref _policy.Rule(key.RuleIndex);
        return new TokenBucket(rule.MessagesPerSecond, rule.BurstSize, now);
    }

    private void Remove(BucketKey key)
    {
        if (_places.Remove(key, out int place))
        {
            _free[_freeCount++] = place;
        }
    }

    private readonly record struct BucketKey(uint Sender, int RuleIndex)
    {
        // Handles and indices are small and dense; the multiplier (2^32 over the golden ratio) spreads senders apart.
        public override int GetHashCode() => unchecked((int)(Sender * 2_654_435_769u) + RuleIndex);
    }
}
