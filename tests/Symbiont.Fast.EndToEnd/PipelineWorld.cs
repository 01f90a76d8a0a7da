using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.FlowControl;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.EndToEnd;

/// <summary>
/// A shard's pipeline alone, with agents whose ports nobody empties but the test, and an audit log that nobody writes out.
/// </summary>
internal sealed class PipelineWorld : IDisposable
{
    private const int PortBytes = 1 << 20;

    private readonly ReadySet _ready = new(16, new Unheard());
    private readonly OneToOneRing _log = new(AuditTrail.MinRingCapacity);
    private readonly AgentDirectory _directory = new(16);
    private readonly List<EgressPort> _ports = [];

    public PipelineWorld(string policies, FlowControlOptions? flow = null)
    {
        var policy = new PolicyTable(TestWorld.Rules(policies), 1);
        Audit = new AuditTrail(_log, new Unheard());
        Pipeline = new RoutePipeline(
            _directory, policy, new RateLimiter(new RateLimiterOptions(), policy), Audit, Counters,
            TimestampWindows.Default, flow ?? new FlowControlOptions(), Clock);
    }

    public ManualClock Clock { get; } = new(SystemClock.Instance.UnixNanoseconds);

    public RoutePipeline Pipeline { get; }

    public AuditTrail Audit { get; }

    public RouteCounters Counters { get; } = new();

    /// <summary>True when the log was given anything.</summary>
    public bool HasRecords => !_log.IsEmpty;

    public long Count(string name) => Counters.Set.Snapshot().Single(counter => counter.Key == name).Value;

    public AgentSession Open(string id)
    {
        using SigningKey key = SigningKey.Generate();
        Assert.True(VerificationKey.TryImport(key.PublicKey, out VerificationKey? verifier));
        AgentName name = AgentName.Create("test.local", SandboxTier.Docker, id);
        byte[] digest = new byte[IdentityDigest.Size];
        IdentityDigest.Compute((byte)DestinationKind.Agent, name.ToString(), digest);
        var port = new EgressPort(_ports.Count, PortBytes, _ready);
        _ports.Add(port);
        var admission = new AgentAdmission(
            new AgentIdentity(name, SecurityLevel.Secret, []), verifier!, new byte[300], digest, long.MaxValue,
            new byte[BatchHash.Size], port);
        Assert.Equal(RefusalReason.None, _directory.Open(admission, Clock.UnixNanoseconds, out AgentSession? session));
        session!.Enter();
        return session;
    }

    /// <summary>Routes an unsigned batch of one run, the next of its sender.</summary>
    public RefusalReason Send(
        AgentSession sender, AgentSession to, int messages = 1, int payload = 8, uint ttl = 0, byte mark = 0,
        MessageType lastType = MessageType.Data)
    {
        int size = WireLimits.Align(MessageHeader.Size + payload);
        byte[] body = new byte[BatchHeader.Size + RunHeader.Size + (messages * size)];
        BatchHeader.Write(
            body, SignatureSuite.None, 1, messages, sender.Admission.SigningKey.KeyId, sender.Epoch, sender.NextSequence,
            Clock.UnixNanoseconds, sender.PreviousRoot);
        Span<byte> rest = body.AsSpan(BatchHeader.Size);
        RunHeader.Write(
            rest, DestinationKind.Agent, messages, to.Agent.Handle, sender.NextSequence, 1, messages * size);
        rest = rest[RunHeader.Size..];
        for (int i = 0; i < messages; i++)
        {
            MessageHeader.Write(
                rest, Clock.UnixNanoseconds, 0, payload, ttl, 0, i == messages - 1 ? lastType : MessageType.Data, SecurityLevel.Restricted,
                MessageFlags.None);
            rest.Slice(MessageHeader.Size, payload).Fill(mark);
            rest = rest[size..];
        }

        Assert.Equal(FrameError.None, BatchView.TryRead(body, out BatchView batch));
        return Pipeline.Route(sender, batch);
    }

    /// <summary>Takes what stands in a session's port: the first payload byte of each run, and the refusals.</summary>
    public static (List<byte> Runs, List<RefusalReason> Refusals) Drain(AgentSession session, int most = int.MaxValue)
    {
        List<byte> runs = [];
        List<RefusalReason> refusals = [];
        for (; most > 0 && session.Port.TryPeek(out FrameKind kind, out ReadOnlySpan<byte> body); most--)
        {
            if (kind == FrameKind.Run)
            {
                Assert.Equal(FrameError.None, DeliveryView.TryRead(body, out DeliveryView delivery));
                foreach (MessageView message in delivery.Run.Messages)
                {
                    runs.Add(message.Payload.IsEmpty ? (byte)0 : message.Payload[0]);
                    break;
                }
            }
            else if (ControlHeader.TryTake(ref body, out ControlHeader header, out ReadOnlySpan<byte> content)
                == FrameError.None && header.Code == ControlCode.Refusal)
            {
                Assert.Equal(FrameError.None, RefusalMessage.TryRead(content, out RefusalMessage refusal));
                refusals.Add(refusal.Reason);
            }

            session.Port.Release();
        }

        return (runs, refusals);
    }

    /// <summary>The same admission but for what is given.</summary>
    public static AgentAdmission With(
        AgentAdmission admission, long notAfter = long.MaxValue, SecurityLevel clearance = SecurityLevel.Secret) => new(
            new AgentIdentity(admission.Identity.Name, clearance, []), admission.SigningKey, admission.Credential,
            admission.Digest, notAfter, admission.HandshakeHash, admission.Port);

    public void Dispose()
    {
        _ports.ForEach(port => port.Dispose());
        _log.Dispose();
    }

    private sealed class Unheard : IDoorbell
    {
        public void Ring()
        {
        }
    }
}
