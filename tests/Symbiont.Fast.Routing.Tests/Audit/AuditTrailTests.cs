using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.Tests.Policy;

namespace Symbiont.Fast.Routing.Tests.Audit;

public sealed class AuditTrailTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_full_ring_refuses_until_the_journal_has_drained_it()
    {
        using AuditJournal journal = _log.Open();
        int recorded = 0;
        while (_log.TryRecordRun(RefusalReason.None))
        {
            recorded++;
        }

        Assert.InRange(recorded, 500, 1500);
        Assert.Equal(1, _log.Trail.Refused);
        Assert.True(_log.Trail.IsOpen);
        journal.DoWork();
        Assert.True(_log.TryRecordRun(RefusalReason.None));
        journal.DoWork();
        Assert.Equal(recorded + 1, AuditVerifier.Verify(_log.Path).Counts.Accepted);
    }

    [Fact]
    public void Names_that_found_no_room_are_recorded_with_the_next_run()
    {
        using AuditJournal journal = _log.Open();
        while (_log.TryRecordEvent(AuditEventKind.SessionOpened))
        {
            // Fill the ring before the first run.
        }

        Assert.False(_log.TryRecordRun(RefusalReason.None));
        while (journal.DoWork() > 0)
        {
            // Empty it.
        }

        Assert.True(_log.TryRecordRun(RefusalReason.None));
        journal.DoWork();
        AuditRunRecord run = AuditReader.Read(_log.Path).OfType<AuditRunRecord>().Single();
        Assert.Equal((TestLog.Alice.ToString(), TestLog.Bob.ToString()), (run.Sender, run.Destination));
        Assert.Equal("docker_to_gvisor", run.Messages[0].Rule);
    }

    [Fact]
    public void Each_record_rings_the_bell_once_it_can_be_seen()
    {
        Assert.True(_log.TryRecordEvent(AuditEventKind.SessionOpened));
        Assert.Equal(1, _log.Bell.Rung);

        Assert.True(_log.Trail.TryBeginRun(_log.Header(1), out AuditRunClaim claim));
        Assert.Equal(4, _log.Bell.Rung); // the policy and two names
        claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
        Assert.Equal(4, _log.Bell.Rung);
        claim.Commit();
        Assert.Equal(5, _log.Bell.Rung);
    }

    [Fact]
    public void A_run_with_a_missing_or_surplus_verdict_is_a_programmers_mistake()
    {
        Assert.True(_log.Trail.TryBeginRun(_log.Header(1), out AuditRunClaim claim));
        try
        {
            claim.Commit();
            Assert.Fail("A verdict is missing.");
        }
        catch (InvalidOperationException missing)
        {
            Assert.Contains("0 of the run's 1", missing.Message, StringComparison.Ordinal);
        }

        claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
        try
        {
            claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
            Assert.Fail("There is no such message.");
        }
        catch (InvalidOperationException surplus)
        {
            Assert.Contains("1 messages", surplus.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(25, 0, 2, 0, 0)]
    [InlineData(0, 256, 2, 0, 0)]
    [InlineData(0, -2, 2, 0, 0)]
    [InlineData(0, 0, 0, 0, 0)]
    [InlineData(0, 0, 2, 4, 0)]
    [InlineData(0, 0, 2, 0, -1)]
    [InlineData(0, 0, 2, 0, 131073)]
    public void What_readers_would_call_damage_cannot_be_written(
        ushort verdict, int rule, byte type, byte level, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            Assert.True(_log.Trail.TryBeginRun(_log.Header(1), out AuditRunClaim claim));
            claim.Add((RefusalReason)verdict, rule, (MessageType)type, (SecurityLevel)level, length, TestLog.Leaf);
        });
    }

    [Fact]
    public void Undefined_events_and_sizes_are_a_programmers_mistake()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _log.TryRecordEvent(0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _log.TryRecordEvent(AuditEventKind.SessionClosed, (RefusalReason)25));
        Assert.Throws<ArgumentOutOfRangeException>(() => _log.Trail.TryBeginRun(_log.Header(0), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => _log.Trail.TryBeginRun(_log.Header(257), out _));
        using var small = new OneToOneRing(AuditTrail.MinRingCapacity / 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditTrail(small, _log.Bell));
    }

    [Fact]
    public void A_changed_policy_is_recorded_before_the_run_it_judged()
    {
        using (_log.Open())
        {
            Assert.True(_log.TryRecordRun(RefusalReason.None));
            Assert.True(_log.Trail.TryRecordPolicy(Rules.AllowAll(generation: 4), time: 5));
            Assert.True(_log.TryRecordRun(RefusalReason.None));
        }

        Assert.Equal([3u, 4u, 3u],
            AuditReader.Read(_log.Path).OfType<AuditPolicyRecord>().Select(record => record.Generation));
    }

    [Fact]
    public void Names_remembered_are_bounded_and_recorded_again_beyond_that()
    {
        const uint bound = 65_536;
        using (AuditJournal journal = _log.Open())
        {
            for (uint sender = 1; sender <= bound + 1; sender++)
            {
                RecordFrom(journal, sender);
            }

            RecordFrom(journal, sender: 1);
            RecordFrom(journal, sender: 1);
        }

        Assert.Equal(2, AuditReader.Read(_log.Path).OfType<AuditAgentRecord>().Count(agent => agent.Handle == 1));
        Assert.Equal(bound + 3, AuditVerifier.Verify(_log.Path).Counts.Runs);
    }

    [Fact]
    public void Recording_allocates_nothing_after_warm_up()
    {
        using AuditJournal journal = _log.Open();
        RecordAndDrain(journal);

        long before = GC.GetAllocatedBytesForCurrentThread();
        RecordAndDrain(journal);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    private void RecordFrom(AuditJournal journal, uint sender)
    {
        AuditRunHeader header = _log.Header(1, sender: sender, unknownDestination: true);
        while (!_log.TryRecordRun(header, RefusalReason.UnknownDestination))
        {
            Assert.NotEqual(0, journal.DoWork());
        }
    }

    private void RecordAndDrain(AuditJournal journal)
    {
        for (int i = 0; i < 200; i++)
        {
            _log.TryRecordRun(RefusalReason.None, RefusalReason.RateLimited, RefusalReason.None);
            if (i % 20 == 0)
            {
                journal.DoWork();
            }
        }

        journal.DoWork();
    }
}
