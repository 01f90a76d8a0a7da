using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Routing;
using Symbiont.Fast.Routing.Audit;
using Symbiont.Fast.Routing.Delivery;
using Symbiont.Fast.Routing.Identity;
using Symbiont.Fast.Routing.Policy;
using Symbiont.Fast.Routing.RateLimiting;

namespace Symbiont.Fast.EndToEnd;

/// <summary>The pipeline alone, with an audit log that nobody writes out: sooner or later it takes no more.</summary>
public sealed class AuditBeforeDeliveryTests : IDisposable
{
    private const int Messages = 64;
    private const int PortBytes = 1 << 20;

    private readonly ReadySet _ready = new(2, new Unheard());
    private readonly OneToOneRing _log = new(AuditTrail.MinRingCapacity);
    private readonly AgentDirectory _directory = new(2);
    private readonly List<EgressPort> _ports = [];

    [Fact]
    public void What_cannot_be_recorded_is_not_delivered()
    {
        var policy = new PolicyTable(
            TestWorld.Rules(Policies.One("data", requirements: "signature_required: false")), 1);
        var audit = new AuditTrail(_log, new Unheard());
        var counters = new RouteCounters();
        var pipeline = new RoutePipeline(
            _directory, policy, new RateLimiter(new RateLimiterOptions(), policy), audit, counters,
            TimestampWindows.Default, SystemClock.Instance);
        AgentSession sender = Open("sender");
        AgentSession destination = Open("destination");
        int delivered = 0;
        while (audit.Refused == 0)
        {
            Assert.Equal(RefusalReason.None, pipeline.Route(sender, Batch(sender, destination)));
            delivered += Drain(destination.Admission.Port);
            Drain(sender.Admission.Port);
        }

        // The last batch is the one that the log did not take.
        Assert.True(delivered > 0);
        Assert.Equal(delivered * Messages, Count(counters, "messages_accepted"));
        Assert.Equal(Messages, Count(counters, "messages_refused_internal"));
        Assert.Equal(delivered, Count(counters, "runs_delivered"));
    }

    public void Dispose()
    {
        _ports.ForEach(port => port.Dispose());
        _log.Dispose();
    }

    private AgentSession Open(string id)
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
        Assert.Equal(
            RefusalReason.None, _directory.Open(admission, SystemClock.Instance.UnixNanoseconds, out AgentSession? session));
        session!.Enter();
        return session;
    }

    private static BatchView Batch(AgentSession sender, AgentSession destination)
    {
        int bytes = Messages * MessageHeader.Size;
        byte[] body = new byte[BatchHeader.Size + RunHeader.Size + bytes];
        long now = SystemClock.Instance.UnixNanoseconds;
        BatchHeader.Write(
            body, SignatureSuite.None, 1, Messages, sender.Admission.SigningKey.KeyId, sender.Epoch,
            sender.NextSequence, now, sender.PreviousRoot);
        RunHeader.Write(
            body.AsSpan(BatchHeader.Size), DestinationKind.Agent, Messages, destination.Agent.Handle,
            sender.NextSequence, 1, bytes);
        for (int i = 0; i < Messages; i++)
        {
            MessageHeader.Write(
                body.AsSpan(BatchHeader.Size + RunHeader.Size + (i * MessageHeader.Size)), now, 0, 0, 0, 0,
                MessageType.Data, SecurityLevel.Public, MessageFlags.None);
        }

        Assert.Equal(FrameError.None, BatchView.TryRead(body, out BatchView batch));
        return batch;
    }

    private static int Drain(EgressPort port)
    {
        int runs = 0;
        while (port.TryPeek(out FrameKind kind, out _))
        {
            runs += kind == FrameKind.Run ? 1 : 0;
            port.Release();
        }

        return runs;
    }

    private static long Count(RouteCounters counters, string name) =>
        counters.Set.Snapshot().Single(counter => counter.Key == name).Value;

    private sealed class Unheard : IDoorbell
    {
        public void Ring()
        {
        }
    }
}
