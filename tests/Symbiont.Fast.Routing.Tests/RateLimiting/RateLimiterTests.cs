using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;
using Symbiont.Fast.Routing.Tests.Policy;
using static Symbiont.Fast.Routing.Tests.Policy.Rules;

namespace Symbiont.Fast.Routing.Tests.RateLimiting;

public sealed class RateLimiterTests
{
    private const long Second = 1_000_000_000;

    private static readonly CommunicationPolicy Slow =
        Rule("slow", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data).WithLimits(1, 2);

    private static readonly CommunicationPolicy Fast =
        Rule("fast", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data).WithLimits(1000, 3);

    [Fact]
    public void Each_sender_and_rule_has_its_own_bucket()
    {
        RateLimiter limiter = Make(Slow, Fast);

        Assert.Equal(2, Take(limiter, sender: 1, rule: 0));
        Assert.Equal(3, Take(limiter, sender: 1, rule: 1));
        Assert.Equal(2, Take(limiter, sender: 2, rule: 0));
        Assert.Equal(0, Take(limiter, sender: 1, rule: 0));
        Assert.Equal(3, limiter.Count);
    }

    [Fact]
    public void A_refusal_says_when_to_try_again()
    {
        RateLimiter limiter = Make(Slow);
        Take(limiter, 1, 0);

        Assert.Equal(RefusalReason.RateLimited, limiter.Charge(1, 0, Second / 4, out long wait));
        Assert.Equal(3 * Second / 4, wait);
        Assert.Equal(RefusalReason.RateLimited, limiter.Charge(1, 0, Second - 1, out _));
        Assert.Equal(RefusalReason.None, limiter.Charge(1, 0, Second, out long none));
        Assert.Equal(0, none);
    }

    [Fact]
    public void Without_room_for_a_bucket_a_message_is_refused_and_counted()
    {
        var limiter = new RateLimiter(new RateLimiterOptions { MaxBuckets = 2 }, new PolicyTable([Slow], 1));

        Assert.Equal(RefusalReason.None, limiter.Charge(1, 0, 0, out _));
        Assert.Equal(RefusalReason.None, limiter.Charge(2, 0, 0, out _));
        Assert.Equal(RefusalReason.Internal, limiter.Charge(3, 0, 0, out _));
        Assert.Equal(RefusalReason.None, limiter.Charge(1, 0, 0, out _));
        Assert.Equal((2, 1L), (limiter.Count, limiter.RefusedForRoom));

        limiter.Forget(2);
        Assert.Equal(RefusalReason.None, limiter.Charge(3, 0, 0, out _));
    }

    [Fact]
    public void Verifications_have_a_bucket_of_their_own_for_each_sender_whatever_becomes_of_the_policy()
    {
        var options = new RateLimiterOptions { VerificationsPerSecond = 2, VerificationBurst = 3 };
        var limiter = new RateLimiter(options, new PolicyTable([Slow], 1));
        Assert.Equal(2, Take(limiter, sender: 1, rule: 0));

        Assert.Equal(3, Verify(limiter, 1, 0));
        limiter.Adopt(new PolicyTable([Fast], 2), 0);
        Assert.Equal(RefusalReason.RateLimited, limiter.ChargeVerification(1, Second / 4, out long wait));
        Assert.Equal(Second / 4, wait);
        Assert.Equal(3, Verify(limiter, 2, 0));
        Assert.Equal(2, Verify(limiter, 1, Second));
        Assert.Equal(2, limiter.Count);
        limiter.Forget(1);
        Assert.Equal(1, limiter.Count);
        Assert.Equal(3, Verify(limiter, 1, Second));
    }

    [Fact]
    public void Forgetting_a_sender_frees_all_its_buckets_and_no_others()
    {
        RateLimiter limiter = Make(Slow, Fast);
        foreach (uint sender in new uint[] { 1, 2 })
        {
            Take(limiter, sender, 0);
            Take(limiter, sender, 1);
        }

        limiter.Forget(1);

        Assert.Equal(2, limiter.Count);
        Assert.Equal(0, Take(limiter, 2, 0));
        Assert.Equal(0, Take(limiter, 2, 1));
    }

    [Fact]
    public void A_forgotten_bucket_is_not_charged_again_even_if_it_was_the_last()
    {
        RateLimiter limiter = Make(Slow);
        Take(limiter, 1, 0);

        limiter.Forget(1);
        Assert.Equal(2, Take(limiter, 2, 0));
        limiter.Forget(2);

        Assert.Equal(2, Take(limiter, 2, 0));
        Assert.Equal(1, limiter.Count);
    }

    [Fact]
    public void Freed_buckets_are_used_again_for_ever()
    {
        var limiter = new RateLimiter(new RateLimiterOptions { MaxBuckets = 4 }, new PolicyTable([Slow], 1));
        for (uint sender = 1; sender <= 1000; sender++)
        {
            Assert.Equal(2, Take(limiter, sender, 0));
            limiter.Forget(sender);
        }

        Assert.Equal((0, 0L), (limiter.Count, limiter.RefusedForRoom));
    }

    [Fact]
    public void A_new_policy_keeps_the_buckets_of_rules_that_stay_and_frees_the_others()
    {
        RateLimiter limiter = Make(Slow, Fast);
        Take(limiter, 1, 0);
        Take(limiter, 1, 1);

        // "slow" moves to the second place with another rate; "fast" is gone; "more" is new.
        CommunicationPolicy more = Fast with { Name = "more" };
        limiter.Adopt(new PolicyTable([more, Slow.WithLimits(10, 20)], 2), 0);

        Assert.Equal(1, limiter.Count);
        Assert.Equal(RefusalReason.RateLimited, limiter.Charge(1, 1, 0, out long wait));
        Assert.Equal(Second / 10, wait);
        Assert.Equal(3, Take(limiter, 1, 0));
    }

    [Fact]
    public void Loading_the_same_policy_again_refills_nothing()
    {
        RateLimiter limiter = Make(Slow);
        Take(limiter, 1, 0);

        limiter.Adopt(new PolicyTable([Slow], 2), 0);

        Assert.Equal(0, Take(limiter, 1, 0));
    }

    [Fact]
    public void Charging_allocates_nothing()
    {
        RateLimiter limiter = Make(Slow, Fast);
        ChargeMany(limiter, sender: 1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        ChargeMany(limiter, sender: 2);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    private static void ChargeMany(RateLimiter limiter, uint sender)
    {
        for (int i = 0; i < 1000; i++)
        {
            limiter.Charge(sender, i % 2, i, out _);
        }
    }

    private static RateLimiter Make(params CommunicationPolicy[] rules) =>
        new(new RateLimiterOptions { MaxBuckets = 64 }, new PolicyTable(rules, 1));

    /// <summary>How many messages pass at time 0 before the first is refused.</summary>
    private static int Verify(RateLimiter limiter, uint sender, long now)
    {
        int taken = 0;
        while (limiter.ChargeVerification(sender, now, out _) == RefusalReason.None)
        {
            taken++;
        }

        return taken;
    }

    private static int Take(RateLimiter limiter, uint sender, int rule)
    {
        int passed = 0;
        while (limiter.Charge(sender, rule, 0, out _) == RefusalReason.None)
        {
            passed++;
        }

        return passed;
    }
}
