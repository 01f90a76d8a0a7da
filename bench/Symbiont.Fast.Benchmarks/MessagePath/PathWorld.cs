using Symbiont.Fast.Authority;
using Symbiont.Fast.Client;
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
using Symbiont.Fast.Session;

namespace Symbiont.Fast.Benchmarks.MessagePath;

/// <summary>
/// A sender, a router and a destination with real keys, links and policy, and no sockets between them: each step of the
/// message flow is called as the product calls it. One thread.
/// </summary>
internal sealed class PathWorld : IDisposable
{
    private const long Hour = 3_600_000_000_000;

    private readonly SystemClock _clock = SystemClock.Instance;
    private readonly OperatorKey _operator = new(SigningKey.Generate());
    private readonly CredentialIssuer _issuer;
    private readonly KeyAgreementKey _routerKey = KeyAgreementKey.Generate();
    private readonly ReadySet _ready = new(2, new Unheard());
    private readonly AgentDirectory _directory = new(2);
    private readonly OneToOneRing _audit = new(AuditTrail.MinRingCapacity);
    private readonly RoutePipeline _pipeline;
    private readonly PathAgent _sender;
    private readonly PathAgent _destination;
    private readonly BatchBuilder _builder;
    private readonly DeliveryVerifier _verifier;
    private readonly Peer _peer;
    private readonly byte[] _previousRoot;
    private readonly byte[] _header = new byte[MessageHeader.Size];
    private readonly byte[] _body = new byte[WireLimits.MaxFrame];
    private readonly byte[] _out = new byte[WireLimits.MaxFrame];
    private ulong _sequence = 1;
    private ulong _run = 1;

    /// <summary>Makes it.</summary>
    /// <param name="audited">Whether each message is recorded; the records are dropped where the journal would read.</param>
    public PathWorld(bool audited = false)
    {
        SigningKey issuer = SigningKey.Generate();
        long now = _clock.UnixNanoseconds;
        _issuer = new CredentialIssuer(issuer, _operator.CertifyIssuer(issuer.PublicKey, now - Hour, now + Hour));
        var verifier = new CredentialVerifier(_operator.PublicKey);
        _sender = new PathAgent("sender", 0, _issuer, verifier, _routerKey, _ready, _directory, now);
        _destination = new PathAgent("destination", 1, _issuer, verifier, _routerKey, _ready, _directory, now);
        var policy = new PolicyTable([Rule(audited)], 1);
        _pipeline = new RoutePipeline(
            _directory, policy, new RateLimiter(new RateLimiterOptions(), policy),
            audited ? new AuditTrail(_audit, new Unheard()) : null, new RouteCounters(),
            TimestampWindows.Default, new FlowControlOptions(), _clock);
        _builder = new BatchBuilder(_sender.SigningKey, _sender.Name);
        _verifier = new DeliveryVerifier(_destination.Name, LaneNumber.Only, requireSignatures: true);
        _peer = new Peer(_sender.Session.Agent.Handle, _sender.Credential);
        _previousRoot = [.. _sender.Agent.HandshakeHash];
    }

    /// <summary>Step 1: header, copy, leaf, tree, signature, record. Returns how many messages found room.</summary>
    public int Send(int messages, ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> frame)
    {
        long now = _clock.UnixNanoseconds;
        _builder.Reset(_sender.Session.Epoch, _sequence);
        for (int i = 0; i < messages; i++)
        {
            MessageHeader.Write(
                _header, now, 0, payload.Length, 0, 0, MessageType.Data, SecurityLevel.Restricted, MessageFlags.None);
            if (!_builder.TryAdd(
                _destination.Session.Agent.Handle, _destination.Credential.Digest, _run, _header, payload))
            {
                break;
            }
        }

        int length = _builder.Close(now, SignatureSuite.Ed25519, _previousRoot, _previousRoot);
        frame = _builder.Frame.Span[.._sender.Agent.Sealer.Seal(FrameKind.Batch, _builder.Frame.Span, length)];
        _run++;
        _sequence += (ulong)_builder.Count;
        return _builder.Count;
    }

    /// <summary>
    /// Steps 2 to 7: open, check the form, hash, replay, signature, timestamp, clearance, policy, rate, delivery, record.
    /// Returns how many records for the destination stand in <paramref name="store"/>, one after the other.
    /// </summary>
    public int Route(ReadOnlySpan<byte> frame, Span<byte> store)
    {
        bool opened = _sender.Router.Opener.TryOpen(frame, _body, out int length);
        ReadOnlySpan<byte> body = _body.AsSpan(0, length);
        RefusalReason reason = opened
            ? InboundCheck.Check(FrameKind.Batch, body, isOpen: true)
            : RefusalReason.Malformed;
        if (reason == RefusalReason.None)
        {
            reason = _pipeline.Route(_sender.Session, BatchView.WrapValidated(body));
        }

        Demand(reason);
        return SealRecords(store);
    }

    /// <summary>Step 8: open, read, hash, climb, signature, order. Returns how many messages may be delivered.</summary>
    public int Deliver(ReadOnlySpan<byte> records)
    {
        int messages = 0;
        while (!records.IsEmpty)
        {
            FrameHeader.TryRead(records, out FrameHeader header);
            if (!_destination.Agent.Opener.TryOpen(records[..header.Length], _out, out int length))
            {
                throw new InvalidOperationException("A record did not open.");
            }

            records = records[header.Length..];
            if (header.Kind == FrameKind.Run)
            {
                messages += Verify(_out.AsSpan(0, length));
            }
        }

        return messages;
    }

    public void Dispose()
    {
        _sender.Dispose();
        _destination.Dispose();
        _issuer.Dispose();
        _operator.Dispose();
        _routerKey.Dispose();
        _audit.Dispose();
    }

    private int SealRecords(Span<byte> store)
    {
        EgressPort port = _destination.Session.Port;
        int written = 0;
        while (port.TryPeek(out FrameKind kind, out ReadOnlySpan<byte> body))
        {
            written += _destination.Router.Sealer.Seal(kind, body, store[written..]);
            port.Release();
        }

        while (_audit.TryPeek(out _))
        {
            _audit.Release();
        }

        while (_ready.TryTake(out _))
        {
            // The bus's part of an announcement.
        }

        return written;
    }

    private int Verify(ReadOnlySpan<byte> body)
    {
        if (DeliveryView.TryRead(body, out DeliveryView delivery) != FrameError.None)
        {
            throw new InvalidOperationException("A run is malformed.");
        }

        Demand(_verifier.Check(delivery, _peer, _clock.UnixNanoseconds, out _));
        return delivery.Run.Header.MessageCount;
    }

    private static void Demand(RefusalReason reason)
    {
        if (reason != RefusalReason.None)
        {
            throw new InvalidOperationException($"Refused: {reason}.");
        }
    }

    private static CommunicationPolicy Rule(bool audited) => new(
        "benchmark", SandboxTier.Docker, SandboxTier.Docker, [MessageType.Data],
        new SecurityRequirements(AuditLogging: audited), new RateLimits(int.MaxValue, int.MaxValue));

    private sealed class Unheard : IDoorbell
    {
        public void Ring()
        {
        }
    }
}
