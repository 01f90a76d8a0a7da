using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.Tests.Policy;

namespace Symbiont.Fast.Routing.Tests.Audit;

/// <summary>A log in a folder of its own, with a clock that the test moves and a trail to write to.</summary>
internal sealed class TestLog : IDisposable
{
    public const long Start = 1_768_000_000_000_000_000;

    public static readonly AgentName Alice = AgentName.Create("symbiont.local", SandboxTier.Docker, "alice");
    public static readonly AgentName Bob = AgentName.Create("symbiont.local", SandboxTier.GVisor, "bob");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit");
    private readonly List<OneToOneRing> _rings = [];

    public TestLog() => Trail = NewTrail();

    public string Path => System.IO.Path.Combine(_folder.FullName, "audit.log");

    public ManualClock Clock { get; } = new(Start);

    public PolicyTable Policy { get; } = Rules.AllowAll(generation: 3);

    public CountingBell Bell { get; } = new();

    /// <summary>The newest trail; its ring takes about 130 KB.</summary>
    public AuditTrail Trail { get; private set; }

    public byte[] Bytes => File.ReadAllBytes(Path);

    public AuditTrail NewTrail()
    {
        var ring = new OneToOneRing(AuditTrail.MinRingCapacity);
        _rings.Add(ring);
        return Trail = new AuditTrail(ring, Bell);
    }

    public AuditJournal Open() => AuditJournal.Open(Path, Clock, Trail);

    /// <summary>The header of a run from Alice to Bob, unless told otherwise; Bob's handle is 2.</summary>
    public AuditRunHeader Header(
        int messages,
        ulong firstSequence = 1,
        PolicyTable? policy = null,
        uint sender = 1,
        bool unknownDestination = false) => new()
    {
        Time = Clock.UnixNanoseconds,
        Policy = policy ?? Policy,
        SenderHandle = sender,
        Sender = Alice,
        SenderKeyId = 0x1122_3344_5566_7788,
        SenderEpoch = 5,
        DestinationKind = DestinationKind.Agent,
        DestinationHandle = 2,
        Destination = unknownDestination ? null : Bob,
        FirstSequence = firstSequence,
        RunNumber = 9,
        BatchRoot = Root,
        MessageCount = messages,
    };

    /// <summary>Records a run with these verdicts; false when there is no room.</summary>
    public bool TryRecordRun(params ReadOnlySpan<RefusalReason> verdicts)
    {
        return TryRecordRun(Header(verdicts.Length), verdicts);
    }

    public bool TryRecordRun(scoped in AuditRunHeader header, params ReadOnlySpan<RefusalReason> verdicts)
    {
        if (!Trail.TryBeginRun(header, out AuditRunClaim claim))
        {
            return false;
        }

        foreach (RefusalReason verdict in verdicts)
        {
            int rule = verdict == RefusalReason.None ? 1 : -1;
            claim.Add(verdict, rule, MessageType.Data, SecurityLevel.Public, 100, Leaf);
        }

        claim.Commit();
        return true;
    }

    public bool TryRecordEvent(AuditEventKind kind, RefusalReason reason = RefusalReason.None, string detail = "") =>
        Trail.TryRecordEvent(new AuditEvent(Clock.UnixNanoseconds, kind, Alice.ToString(), reason, detail));

    /// <summary>A closed log with every kind of record; about 1 KB.</summary>
    public byte[] WriteSample()
    {
        using (AuditJournal journal = Open())
        {
            var policy = new PolicyTable(
                [Rules.Rule("only", SandboxTier.Docker, SandboxTier.GVisor, MessageType.Data)], 1);
            Assert.True(Trail.TryRecordPolicy(policy, Start));
            Assert.True(TryRecordEvent(AuditEventKind.SessionOpened, detail: "over a Unix socket"));
            Assert.True(Trail.TryBeginRun(Header(2, policy: policy), out AuditRunClaim claim));
            claim.Add(RefusalReason.None, 0, MessageType.Data, SecurityLevel.Public, 10, Leaf);
            claim.Add(RefusalReason.NotPermittedType, -1, MessageType.Rpc, SecurityLevel.Secret, 20, Leaf);
            claim.Commit();
            Assert.True(TryRecordEvent(AuditEventKind.SessionClosed, RefusalReason.Malformed));
            journal.DoWork();
        }

        return Bytes;
    }

    /// <summary>Where each record of an intact log starts, and where the last one ends.</summary>
    public static List<int> Boundaries(byte[] log)
    {
        List<int> starts = [];
        for (int offset = 48; offset < log.Length; offset += BitConverter.ToInt32(log, offset))
        {
            starts.Add(offset);
        }

        starts.Add(log.Length);
        return starts;
    }

    public static AuditVerification Verify(byte[] log) => AuditVerifier.Verify(new MemoryStream(log));

    public static byte[] Leaf { get; } = Hash(0x1E);

    public static byte[] Root { get; } = Hash(0xB0);

    public static byte[] Hash(byte fill)
    {
        byte[] hash = new byte[32];
        hash.AsSpan().Fill(fill);
        return hash;
    }

    public void Dispose()
    {
        _rings.ForEach(ring => ring.Dispose());
        _folder.Delete(recursive: true);
    }
}
