using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;

namespace Symbiont.Fast.Routing.Tests.Audit;

public sealed class AuditJournalTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Records_that_lie_in_the_ring_are_written_together()
    {
        var file = new ObservedFile(_log.Path);
        using AuditJournal journal = AuditJournal.Open(file, _log.Clock, _log.Trail);
        int before = file.Writes;
        for (int i = 0; i < 50; i++)
        {
            Assert.True(_log.TryRecordRun(RefusalReason.None));
        }

        Assert.True(journal.HasWork);
        Assert.Equal(53, journal.DoWork());

        Assert.Equal(1, file.Writes - before);
        Assert.False(journal.HasWork);
        Assert.Equal(50, AuditVerifier.Verify(_log.Path).Counts.Accepted);
        Assert.Equal(0, journal.DoWork());
    }

    [Fact]
    public void While_the_ring_never_runs_empty_a_group_waits_no_longer_than_its_window()
    {
        var file = new ObservedFile(_log.Path);
        using var ring = new OneToOneRing(1 << 20);
        var trail = new AuditTrail(ring, _log.Bell);
        using AuditJournal journal = AuditJournal.Open(file, _log.Clock, trail);
        int before = file.Writes;
        RecordEvents(trail, 2500); // more than two turns take

        journal.DoWork();
        int afterFirst = file.Writes - before;
        _log.Clock.Advance(AuditJournal.GroupWindow - TimeSpan.FromTicks(1));
        RecordEvents(trail, 1024);
        journal.DoWork();
        int withinWindow = file.Writes - before;
        _log.Clock.Advance(TimeSpan.FromTicks(1));
        RecordEvents(trail, 1024);
        journal.DoWork();

        Assert.True(journal.HasWork);
        Assert.Equal((0, 0, 1), (afterFirst, withinWindow, file.Writes - before));
    }

    [Fact]
    public void A_group_that_outgrows_its_buffer_is_written_in_pieces()
    {
        using var ring = new OneToOneRing(1 << 21);
        var trail = new AuditTrail(ring, _log.Bell);
        using (AuditJournal journal = AuditJournal.Open(_log.Path, _log.Clock, trail))
        {
            RecordEvents(trail, 900, detail: new string('x', 1024));
            Assert.Equal(900, journal.DoWork());
        }

        AuditVerification found = AuditVerifier.Verify(_log.Path);
        Assert.True(found.IsIntact);
        Assert.Equal(902, found.Records);
        Assert.True(found.Length > 900 * 1024);
    }

    [Fact]
    public void Dirty_data_is_synced_once_a_second_and_on_close()
    {
        var file = new ObservedFile(_log.Path);
        AuditJournal journal = AuditJournal.Open(file, _log.Clock, _log.Trail);
        Assert.Equal((1, -1), (file.Syncs, journal.IdleMilliseconds));

        Assert.True(_log.TryRecordRun(RefusalReason.None));
        journal.DoWork();
        Assert.Equal((1, 1000), (file.Syncs, journal.IdleMilliseconds));

        _log.Clock.Advance(TimeSpan.FromMilliseconds(999.5));
        journal.DoWork();
        Assert.Equal((1, 1), (file.Syncs, journal.IdleMilliseconds));

        _log.Clock.Advance(TimeSpan.FromMilliseconds(0.5));
        journal.DoWork();
        Assert.Equal((2, -1), (file.Syncs, journal.IdleMilliseconds));

        _log.Clock.Advance(TimeSpan.FromMinutes(1));
        journal.DoWork();
        Assert.Equal(2, file.Syncs);

        journal.Dispose();
        Assert.Equal(3, file.Syncs);
    }

    [Fact]
    public void Closing_writes_what_the_rings_still_have_and_says_so()
    {
        AuditJournal journal = _log.Open();
        for (int i = 0; i < 20; i++)
        {
            Assert.True(_log.TryRecordRun(RefusalReason.None));
        }

        journal.Dispose();
        journal.Dispose();

        Assert.Equal(20, AuditVerifier.Verify(_log.Path).Counts.Accepted);
        Assert.Equal(AuditEventKind.LogClosed, ((AuditEventRecord)AuditReader.Read(_log.Path).Last()).Event.Kind);
        Assert.False(_log.Trail.IsOpen);
        Assert.False(_log.TryRecordRun(RefusalReason.None));
        Assert.Null(journal.Failure);
        Assert.Equal(0, journal.DoWork());
    }

    [Fact]
    public void A_disk_that_fills_up_stops_the_trails_and_shows()
    {
        var file = new ObservedFile(_log.Path);
        AuditJournal journal = AuditJournal.Open(file, _log.Clock, _log.Trail);
        Assert.True(_log.TryRecordRun(RefusalReason.None));
        journal.DoWork();
        long good = AuditVerifier.Verify(_log.Path).Length;

        file.FailWrites = true;
        Assert.True(_log.TryRecordRun(RefusalReason.None));
        Assert.Equal(0, journal.DoWork());

        Assert.Contains("No space left", journal.Failure, StringComparison.Ordinal);
        Assert.False(_log.Trail.IsOpen);
        Assert.False(_log.TryRecordRun(RefusalReason.None));
        Assert.False(_log.TryRecordEvent(AuditEventKind.SessionOpened));
        Assert.Equal(2, _log.Trail.Refused);
        Assert.Equal((false, -1), (journal.HasWork, journal.IdleMilliseconds));

        file.FailWrites = false;
        journal.Dispose();
        AuditVerification found = AuditVerifier.Verify(_log.Path);
        Assert.Equal((AuditFault.TornTail, good), (found.Fault, found.Length));
    }

    [Fact]
    public void A_failed_sync_is_a_failure_and_is_not_tried_again()
    {
        var file = new ObservedFile(_log.Path);
        AuditJournal journal = AuditJournal.Open(file, _log.Clock, _log.Trail);
        file.FailSyncs = true;
        Assert.True(_log.TryRecordRun(RefusalReason.None));
        _log.Clock.Advance(AuditJournal.SyncInterval);
        journal.DoWork();
        Assert.Contains("Input/output error", journal.Failure, StringComparison.Ordinal);

        // The kernel reports a lost page once; a second, successful sync would be a lie.
        file.FailSyncs = false;
        journal.DoWork();
        journal.Dispose();
        Assert.Equal(1, file.Syncs);
        Assert.False(_log.Trail.IsOpen);
    }

    [Fact]
    public void A_disk_that_fails_while_closing_shows_and_does_not_throw()
    {
        var file = new ObservedFile(_log.Path);
        AuditJournal journal = AuditJournal.Open(file, _log.Clock, _log.Trail);
        file.FailWrites = true;

        journal.Dispose();

        Assert.NotNull(journal.Failure);
    }

    [Fact]
    public void Several_trails_share_a_log()
    {
        AuditTrail first = _log.Trail;
        AuditTrail second = _log.NewTrail();
        using (AuditJournal journal = AuditJournal.Open(_log.Path, _log.Clock, first, second))
        {
            RecordEvents(first, 3);
            Assert.True(_log.TryRecordRun(RefusalReason.None, RefusalReason.Replayed));
            journal.DoWork();
        }

        AuditVerification found = AuditVerifier.Verify(_log.Path);
        Assert.True(found.IsIntact);
        AuditCounts counts = found.Counts;
        Assert.Equal((1L, 1L, 3L), (counts.Accepted, counts.Refused, counts[AuditEventKind.SessionOpened]));
    }

    [Fact]
    public void A_real_writer_thread_keeps_every_record_in_order()
    {
        const int runs = 20_000;
        using var bell = new ThreadDoorbell();
        using var ring = new OneToOneRing(AuditTrail.MinRingCapacity);
        var trail = new AuditTrail(ring, bell);
        bool stop = false;
        using (AuditJournal journal = AuditJournal.Open(_log.Path, SystemClock.Instance, trail))
        {
            var writer = new Thread(() => Turn(journal, bell, ref stop));
            writer.Start();
            for (ulong sequence = 1; sequence <= runs; sequence++)
            {
                AuditRunClaim claim;
                while (!trail.TryBeginRun(_log.Header(1, sequence), out claim))
                {
                    Thread.Yield();
                }

                claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
                claim.Commit();
            }

            Volatile.Write(ref stop, true);
            bell.Ring();
            writer.Join();
        }

        Assert.Equal(
            Enumerable.Range(1, runs).Select(sequence => (ulong)sequence),
            AuditReader.Read(_log.Path).OfType<AuditRunRecord>().Select(run => run.Messages[0].Sequence));
    }

    /// <summary>How the thread of a journal is meant to run.</summary>
    private static void Turn(AuditJournal journal, ThreadDoorbell bell, ref bool stop)
    {
        while (!Volatile.Read(ref stop))
        {
            if (journal.DoWork() > 0)
            {
                continue;
            }

            bell.PrepareWait();
            if (journal.HasWork || Volatile.Read(ref stop))
            {
                bell.CancelWait();
            }
            else
            {
                bell.Wait(journal.IdleMilliseconds);
            }
        }
    }

    private static void RecordEvents(AuditTrail trail, int count, string detail = "")
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(trail.TryRecordEvent(
                new AuditEvent(i, AuditEventKind.SessionOpened, "agent", RefusalReason.None, detail)));
        }
    }
}
