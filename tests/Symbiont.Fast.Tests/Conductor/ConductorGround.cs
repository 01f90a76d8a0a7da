using Symbiont.Fast.Authority;
using Symbiont.Fast.Buses;
using Symbiont.Fast.Concurrent;
using Symbiont.Fast.Conductor;
using Symbiont.Fast.Cryptography;
using Symbiont.Fast.Framing;
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Tests;

/// <summary>A conductor for two buses' queues, and real handshakes to give it; everything on the test's thread.</summary>
internal sealed class ConductorGround : IDisposable
{
    public const int Openings = 3;
    public const int Continuations = 2;
    private const string ListenerId = "docker";
    private const long Hour = 3_600_000_000_000L;

    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly SigningKey _signing = SigningKey.Generate();
    private readonly KeyAgreementKey _statics = KeyAgreementKey.Generate();
    private readonly KeyAgreementKey _router = KeyAgreementKey.Generate();
    private readonly ManualClock _clock = new(2 * Hour);
    private int _slots;

    public ConductorGround()
    {
        SigningKey issuer = SigningKey.Generate();
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, Hour, 9 * Hour));
        Queue = new HandshakeQueue(Openings, Continuations, ConductorBell, BusBell);
        OtherQueue = new HandshakeQueue(Openings, Continuations, ConductorBell, BusBell);
        Conductor = new HandshakeConductor([Queue, OtherQueue], KeyLifetimes.Default, _clock);
    }

    public CountingBell ConductorBell { get; } = new();

    public CountingBell BusBell { get; } = new();

    public HandshakeQueue Queue { get; }

    public HandshakeQueue OtherQueue { get; }

    public HandshakeConductor Conductor { get; }

    public BusConnection Connect() => new(
        _slots++, 1, new MuteConnection(),
        new BusListener(0, null!, SandboxTier.Docker, ListenerId, new CredentialVerifier(_operator.PublicKey)), 0);

    public AgentHandshake Agent()
    {
        var name = AgentName.Create("test.local", SandboxTier.Docker, "agent");
        byte[] credential = _issuer.Issue(
            new AgentIdentity(name, SecurityLevel.Secret, []), _signing.PublicKey, _statics.PublicKey, 1, Hour,
            3 * Hour);
        return new AgentHandshake(
            SandboxTier.Docker, ListenerId, AeadSuites.SupportedHere, _statics, _router.PublicKey, credential);
    }

    public RouterHandshake Router() =>
        new(_router, new CredentialVerifier(_operator.PublicKey), SandboxTier.Docker, ListenerId);

    public byte[] Sign(byte[] handshakeHash)
    {
        byte[] signature = new byte[64];
        SessionProof.Sign(_signing, handshakeHash, signature);
        return signature;
    }

    /// <summary>Submits a first frame that the router would answer.</summary>
    public bool TryOpen(HandshakeQueue queue, BusConnection session)
    {
        using AgentHandshake agent = Agent();
        return TryOpen(queue, session, agent);
    }

    /// <summary>Brings a handshake as far as the agent's third frame, which is returned.</summary>
    public byte[] OpenAndAnswer(BusConnection session, AgentHandshake agent)
    {
        Assert.True(TryOpen(Queue, session, agent));
        HandshakeJob job = Conduct(Queue);
        Assert.Equal(HandshakeVerdict.Answer, job.Verdict);
        Assert.True(agent.TryReadSecond(job.Bytes));
        session.Handshake = job.TakeHandshake();
        Queue.Recycle(job);
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        return frame[..agent.WriteThird(frame)];
    }

    /// <summary>Submits a third frame.</summary>
    public bool TryContinue(BusConnection session, byte[] third)
    {
        RouterHandshake handshake = session.Handshake!;
        session.Handshake = null;
        return Queue.TrySubmit(session, HandshakeStep.LaterFrame, handshake, third);
    }

    /// <summary>One turn of the conductor, and its result.</summary>
    public HandshakeJob Conduct(HandshakeQueue queue)
    {
        Assert.Equal(1, Conductor.DoWork());
        Assert.True(queue.TryTakeResult(out HandshakeJob? job));
        return job!;
    }

    public void Dispose()
    {
        Queue.Dispose();
        OtherQueue.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
        _signing.Dispose();
        _statics.Dispose();
        _router.Dispose();
    }

    private bool TryOpen(HandshakeQueue queue, BusConnection session, AgentHandshake agent)
    {
        byte[] frame = new byte[WireLimits.MaxHandshakeFrame];
        int length = agent.WriteFirst(frame);
        return queue.TrySubmit(session, HandshakeStep.FirstFrame, Router(), frame.AsSpan(0, length));
    }
}
