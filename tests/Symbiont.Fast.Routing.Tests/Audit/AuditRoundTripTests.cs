using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.Tests.Policy;

namespace Symbiont.Fast.Routing.Tests.Audit;

public sealed class AuditRoundTripTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_run_comes_back_with_its_names_and_verdicts()
    {
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryBeginRun(_log.Header(messages: 3, firstSequence: 40), out AuditRunClaim claim));
            claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 0, TestLog.Hash(1));
            claim.Add(RefusalReason.RateLimited, 8, MessageType.Rpc, SecurityLevel.Secret, 131072, TestLog.Hash(2));
            claim.Add(
                RefusalReason.NotPermittedType, -1, MessageType.Control, SecurityLevel.Restricted, 7, TestLog.Hash(3));
            claim.Commit();
        }

        AuditRunRecord run = Assert.Single(Read<AuditRunRecord>());
        Assert.Equal(TestLog.Start, run.Time);
        Assert.Equal((1u, TestLog.Alice.ToString()), (run.SenderHandle, run.Sender));
        Assert.Equal((0x1122_3344_5566_7788u, 5u), (run.SenderKeyId, run.SenderEpoch));
        Assert.Equal((2u, TestLog.Bob.ToString()), (run.DestinationHandle, run.Destination));
        Assert.Equal((DestinationKind.Agent, 9ul, 3u), (run.DestinationKind, run.RunNumber, run.PolicyGeneration));
        Assert.Equal(TestLog.Hash(0xB0), run.BatchRoot.ToArray());
        AssertMessage(run.Messages[0], 40, RefusalReason.None, 1, "docker_to_gvisor", 0, 1);
        AssertMessage(run.Messages[1], 41, RefusalReason.RateLimited, 8, "firecracker_to_firecracker", 131072, 2);
        AssertMessage(run.Messages[2], 42, RefusalReason.NotPermittedType, -1, null, 7, 3);
        Assert.Equal(
            [(MessageType.Data, SecurityLevel.Public), (MessageType.Rpc, SecurityLevel.Secret),
                (MessageType.Control, SecurityLevel.Restricted)],
            run.Messages.Select(message => (message.Type, message.Level)));
    }

    [Fact]
    public void The_largest_run_fits_and_comes_back()
    {
        using (_log.Open())
        {
            var verdicts = new RefusalReason[WireLimits.MaxBatchMessages];
            verdicts[^1] = RefusalReason.Replayed;
            Assert.True(_log.TryRecordRun(verdicts));
        }

        AuditRunRecord run = Assert.Single(Read<AuditRunRecord>());
        Assert.Equal(WireLimits.MaxBatchMessages, run.Messages.Count);
        Assert.Equal(RefusalReason.Replayed, run.Messages[^1].Verdict);
        Assert.Equal(255, run.Messages.Count(message => message.Verdict == RefusalReason.None));
    }

    [Fact]
    public void An_amended_verdict_is_the_one_recorded_and_an_aborted_run_is_none()
    {
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryBeginRun(_log.Header(2), out AuditRunClaim aborted));
            aborted.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
            aborted.Abort();
            Assert.True(_log.Trail.TryBeginRun(_log.Header(1), out AuditRunClaim claim));
            claim.Add(RefusalReason.None, 1, MessageType.Data, SecurityLevel.Public, 1, TestLog.Leaf);
            claim.Amend(0, RefusalReason.DestinationOverloaded);
            claim.Commit();
        }

        AuditRunRecord run = Assert.Single(Read<AuditRunRecord>());
        Assert.Equal(RefusalReason.DestinationOverloaded, Assert.Single(run.Messages).Verdict);
        Assert.Equal((1, "docker_to_gvisor"), (run.Messages[0].RuleIndex, run.Messages[0].Rule));
    }

    [Fact]
    public void Every_kind_of_event_comes_back_whole()
    {
        AuditEventKind[] kinds = [.. Enum.GetValues<AuditEventKind>()];
        AuditEvent[] events = [.. kinds.Select((kind, i) => new AuditEvent(
            TestLog.Start + i, kind, $"listener é {i}", (RefusalReason)i, $"detail → {i}",
            KeyId: ulong.MaxValue - (ulong)i, Epoch: (uint)i))];
        using (_log.Open())
        {
            // A log-opened event from outside would only make readers forget names; here it does no harm.
            Assert.All(events, happened => Assert.True(_log.Trail.TryRecordEvent(happened)));
        }

        Assert.Equal(events, Read<AuditEventRecord>()[1..^1].Select(record => record.Event));
    }

    [Fact]
    public void Long_texts_are_cut_between_characters()
    {
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryRecordEvent(new AuditEvent(
                0, AuditEventKind.HandshakeRefused, new string('é', 200), RefusalReason.Malformed,
                new string('→', 1000))));
        }

        AuditEvent read = Read<AuditEventRecord>()[1].Event;
        Assert.Equal(new string('é', 127), read.Who);
        Assert.Equal(new string('→', 341), read.Detail);
    }

    [Fact]
    public void A_whole_policy_comes_back()
    {
        CommunicationPolicy[] rules =
        [
            Rules.Rule("αβγ", SandboxTier.Firecracker, SandboxTier.Docker, MessageType.Event, MessageType.Rpc)
                .WithLimits(int.MaxValue, 1),
            Rules.Rule("second", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Control)
                with { SecurityRequirements = new SecurityRequirements(true, false, false, true) },
            Rules.Rule("third", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data)
                with { SecurityRequirements = new SecurityRequirements(Verification: VerificationMode.Pipelined) },
        ];
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryRecordPolicy(new PolicyTable(rules, 77), TestLog.Start + 1));
        }

        AuditPolicyRecord record = Assert.Single(Read<AuditPolicyRecord>());
        Assert.Equal((TestLog.Start + 1, 77u), (record.Time, record.Generation));
        Assert.Equivalent(rules, record.Rules, strict: true);
    }

    [Fact]
    public void The_largest_policy_fits_into_the_smallest_ring()
    {
        CommunicationPolicy[] rules = [.. Enumerable.Range(0, PolicyTable.MaxRules).Select(i =>
            Rules.Rule($"{i:D128}", SandboxTier.Docker, SandboxTier.Docker, MessageType.Data))];
        using (_log.Open())
        {
            Assert.True(_log.Trail.TryRecordPolicy(new PolicyTable(rules, 1), 0));
        }

        Assert.Equal(AuditFormat.MaxRecord, Lengths().Max());
        Assert.Equal(rules.Select(rule => rule.Name), Read<AuditPolicyRecord>()[0].Rules.Select(rule => rule.Name));
    }

    [Fact]
    public void Names_are_recorded_once_before_the_first_run_that_needs_them()
    {
        using (_log.Open())
        {
            Assert.True(_log.TryRecordRun(RefusalReason.None));
            Assert.True(_log.TryRecordRun(RefusalReason.None));
        }

        Assert.Equal(
            [typeof(AuditEventRecord), typeof(AuditPolicyRecord), typeof(AuditAgentRecord), typeof(AuditAgentRecord),
                typeof(AuditRunRecord), typeof(AuditRunRecord), typeof(AuditEventRecord)],
            AuditReader.Read(_log.Path).Select(record => record.GetType()));
    }

    [Fact]
    public void A_destination_that_nobody_has_stays_without_a_name()
    {
        using (_log.Open())
        {
            Assert.True(_log.TryRecordRun(_log.Header(1, unknownDestination: true), RefusalReason.UnknownDestination));
        }

        AuditRunRecord run = Assert.Single(Read<AuditRunRecord>());
        Assert.Equal((2u, (string?)null), (run.DestinationHandle, run.Destination));
    }

    [Fact]
    public void Counts_add_up_per_verdict()
    {
        using (_log.Open())
        {
            Assert.True(_log.TryRecordRun(RefusalReason.None, RefusalReason.None, RefusalReason.Replayed));
            Assert.True(_log.TryRecordRun(RefusalReason.None, RefusalReason.Internal));
            Assert.True(_log.TryRecordEvent(AuditEventKind.ReplayDetected, RefusalReason.Replayed));
        }

        AuditCounts counts = AuditVerifier.Verify(_log.Path).Counts;
        Assert.Equal((2L, 3L, 2L), (counts.Runs, counts.Accepted, counts.Refused));
        Assert.Equal((1L, 1L, 0L),
            (counts[RefusalReason.Replayed], counts[RefusalReason.Internal], counts[RefusalReason.Malformed]));
        Assert.Equal((1L, 1L, 1L, 0L),
            (counts[AuditEventKind.LogOpened], counts[AuditEventKind.LogClosed], counts[AuditEventKind.ReplayDetected],
                counts[AuditEventKind.SessionOpened]));
    }

    private static void AssertMessage(
        AuditedMessage message, ulong sequence, RefusalReason verdict, int rule, string? name, int length, byte leaf)
    {
        Assert.Equal((sequence, verdict), (message.Sequence, message.Verdict));
        Assert.Equal((rule, name), (message.RuleIndex, message.Rule));
        Assert.Equal(length, message.PayloadLength);
        Assert.Equal(TestLog.Hash(leaf), message.LeafHash.ToArray());
    }

    private List<T> Read<T>()
        where T : AuditRecord => [.. AuditReader.Read(_log.Path).OfType<T>()];

    private List<int> Lengths()
    {
        List<int> boundaries = TestLog.Boundaries(_log.Bytes);
        return [.. boundaries.Zip(boundaries.Skip(1), (start, end) => end - start)];
    }
}
