namespace Symbiont.Fast.Framing.Tests;

/// <summary>Both ends' accounts of credit.</summary>
public sealed class CreditTests
{
    [Fact]
    public void The_first_credit_needs_no_grant()
    {
        var sends = default(SendCredit);
        var receives = default(ReceiveCredit);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(sends.Allows(WireLimits.MaxFrame));
            sends.Spend(WireLimits.MaxFrame);
            Assert.True(receives.TryTake(WireLimits.MaxFrame));
        }

        Assert.False(sends.Allows(1));
        Assert.Throws<InvalidOperationException>(() => sends.Spend(1));
        Assert.False(receives.TryTake(1));
    }

    [Fact]
    public void What_is_dealt_with_is_granted_again_by_the_half()
    {
        var sends = default(SendCredit);
        var receives = default(ReceiveCredit);
        sends.Spend(WireLimits.Credit);
        Assert.True(receives.TryTake(WireLimits.Credit));

        receives.Release((WireLimits.Credit / 2) - 1);
        Assert.False(receives.IsGrantDue);
        receives.Release(1);
        Assert.True(receives.IsGrantDue);
        CreditMessage grant = receives.Grant();
        Assert.False(receives.IsGrantDue);
        Assert.Equal(WireLimits.Credit * 3UL / 2, grant.Limit);

        Assert.True(sends.TryRaise(grant.Limit));
        Assert.True(sends.Allows(WireLimits.Credit / 2));
        Assert.False(sends.Allows((WireLimits.Credit / 2) + 1));
        Assert.True(receives.TryTake(WireLimits.Credit / 2));
        Assert.False(receives.TryTake(1));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData((ulong)WireLimits.Credit - 1)]
    [InlineData((ulong)WireLimits.Credit)]
    public void Nobody_takes_credit_back(ulong limit)
    {
        var sends = default(SendCredit);
        Assert.False(sends.TryRaise(limit));
        Assert.True(sends.Allows(WireLimits.Credit));
    }

    [Fact]
    public void The_largest_grant_does_not_wrap()
    {
        var sends = default(SendCredit);
        Assert.True(sends.TryRaise(ulong.MaxValue));
        Assert.True(sends.Allows(int.MaxValue));
        sends.Spend(int.MaxValue);
        Assert.True(sends.Allows(int.MaxValue));
        Assert.False(sends.TryRaise(ulong.MaxValue));
    }

    /// <summary>Whatever is sent and dealt with in whatever order, the two accounts agree, and nobody is stuck.</summary>
    [Fact]
    public void The_two_ends_agree()
    {
        var random = new Random(20261124);
        var sends = default(SendCredit);
        var receives = default(ReceiveCredit);
        var underWay = new Queue<int>();
        long sent = 0;
        while (sent < 100L * WireLimits.Credit)
        {
            int size = random.Next(1, WireLimits.MaxFrame);
            if (sends.Allows(size) && random.Next(4) != 0)
            {
                sends.Spend(size);
                Assert.True(receives.TryTake(size));
                underWay.Enqueue(size);
                sent += size;
            }
            else if (underWay.TryDequeue(out int dealtWith))
            {
                receives.Release(dealtWith);
                Assert.True(!receives.IsGrantDue || sends.TryRaise(receives.Grant().Limit));
            }
            else
            {
                Assert.True(sends.Allows(size));
            }

            Assert.True(receives.Held <= WireLimits.Credit);
        }
    }
}
